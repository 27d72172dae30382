"""What processes that are killed share with the test that watches them."""

from urllib.parse import quote

import pytest
from django.db import connection


@pytest.fixture
def database_url(tmp_path):
    """The test's database, for another process: of SQLite's a copy, as the test left it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "killed.sqlite3")])
        return f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    given = connection.settings_dict
    login = f"{given['USER']}:{quote(given['PASSWORD'] or '')}"
    return f"postgres://{login}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
