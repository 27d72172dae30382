"""The connection to PostgreSQL that workers keep."""

import pytest
from django.db import OperationalError, connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases have no server that ends."),
]


@pytest.fixture
def kept():
    """A connection besides that of the test."""
    kept = connection.copy()
    yield kept
    kept.close()


def asked(connection, statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def test_a_connection_that_broke_within_a_second_fails_one_request(kept):
    pid = asked(kept, "SELECT pg_backend_pid()")
    assert kept.is_usable()
    asked(connection, "SELECT pg_terminate_backend(%s, 5000)", pid)

    kept.close_if_unusable_or_obsolete()
    with pytest.raises(OperationalError):
        asked(kept, "SELECT 1")
    kept.close_if_unusable_or_obsolete()
    assert asked(kept, "SELECT 1") == 1
