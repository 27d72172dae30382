"""Emptying the tables after a test on SQLite, where that is a DELETE, which the guards of the product refuse.

PostgreSQL empties tables by TRUNCATE, at which no guard looks.
"""

from contextlib import contextmanager
from unittest.mock import patch

from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class
_flush = DatabaseOperations.sql_flush


def _flush_without_guards(operations, style, tables, **options):
    """The statements that empty the tables, between those that take the triggers away and put them back."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    deletes = _flush(operations, style, tables, **options)
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers] + deletes + [sql for _, sql in triggers]


@contextmanager
def guards_lifted_while_emptying():
    """Let tests empty tables that are never emptied otherwise."""
    with patch.object(DatabaseOperations, "sql_flush", _flush_without_guards):
        yield
