"""What processes that are killed share with the test that watches them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.sandbox import SECRET

ROOT = Path(__file__).parents[2]


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


@pytest.fixture
def killed(sandbox, database_url):
    """Run a script that kills commands, in a process of its own: what it tells of each point where one died."""

    def killed(script, *arguments):
        command = [sys.executable, f"tests/concurrency/{script}", *arguments, sandbox.server.address, SECRET]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "orders_service.settings",
        }
        said = subprocess.run(
            [*command, str(sandbox.books.path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr[-3000:]
        return [json.loads(line) for line in said.stdout.splitlines()]

    return killed
