"""The sandbox's books: a file of its own, so that they can be compared with ours, whatever happens to ours."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, reference TEXT NOT NULL, transaction_id TEXT NOT NULL UNIQUE,
    amount TEXT NOT NULL, currency TEXT NOT NULL, manual INTEGER NOT NULL, status TEXT NOT NULL,
    description TEXT NOT NULL, return_url TEXT NOT NULL, webhook_url TEXT NOT NULL,
    brand TEXT NOT NULL DEFAULT '', last4 TEXT NOT NULL DEFAULT '', card TEXT NOT NULL DEFAULT '',
    failure TEXT NOT NULL DEFAULT '', captured TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, reference TEXT NOT NULL, payment TEXT NOT NULL REFERENCES payments,
    amount TEXT NOT NULL, status TEXT NOT NULL, failure TEXT NOT NULL DEFAULT '', created REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS disputes (
    id TEXT PRIMARY KEY, payment TEXT NOT NULL REFERENCES payments, amount TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS movements (
    number INTEGER PRIMARY KEY, payment TEXT NOT NULL REFERENCES payments, amount TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, operation TEXT NOT NULL, subject TEXT NOT NULL, key TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS tricks (
    number INTEGER PRIMARY KEY, operation TEXT NOT NULL, payment TEXT NOT NULL, trick TEXT NOT NULL,
    seconds REAL NOT NULL, times INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS webhooks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0
);
"""

ADDED = {"payments": {"captured": "TEXT NOT NULL DEFAULT ''"}, "refunds": {"created": "REAL NOT NULL DEFAULT 0"}}
"""Columns that books of an earlier version lack."""

Row = dict[str, Any]


class Books:
    """One file of books. Every change is one transaction, so a killed process leaves no partial change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.changing() as connection:
            connection.executescript(SCHEMA)
            for table, columns in ADDED.items():
                known = {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
                for name in columns.keys() - known:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction with the only write lock."""
        connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        else:
            connection.commit()
        finally:
            connection.close()

    def rows(self, table: str) -> list[Row]:
        """Everything in a table, in the order in which it came."""
        with self.changing() as connection:
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608

    def play(self, operation: str, trick: str, *, payment: str = "", seconds: float = 0, times: int = 1) -> None:
        """Misbehave for the next given number of requests, about one payment or any."""
        with self.changing() as connection:
            add(
                connection,
                "tricks",
                operation=operation,
                payment=payment,
                trick=trick,
                seconds=seconds,
                times=times,
            )

    def trick_for(self, operation: str, payment: str) -> Row | None:
        """The next trick for a request, which is used up by asking."""
        with self.changing() as connection:
            row = connection.execute(
                "SELECT * FROM tricks WHERE operation = ? AND payment IN ('', ?) AND times > 0 ORDER BY number",
                (operation, payment),
            ).fetchone()
            if row is None:
                return None
            connection.execute("UPDATE tricks SET times = times - 1 WHERE number = ?", (row["number"],))
            return dict(row)


def add(connection: sqlite3.Connection, table: str, **columns: Any) -> None:
    """Insert a row."""
    marks = ", ".join("?" for _ in columns)
    names = ", ".join(columns)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))  # noqa: S608


def find(connection: sqlite3.Connection, table: str, **conditions: Any) -> Row | None:
    """The row that has these values, if there is one."""
    where = " AND ".join(f"{name} = ?" for name in conditions)
    found = connection.execute(f"SELECT * FROM {table} WHERE {where}", tuple(conditions.values())).fetchone()  # noqa: S608
    return dict(found) if found else None


def change(connection: sqlite3.Connection, table: str, row: Row, **columns: Any) -> None:
    """Change a row that has an `id`, and the copy of it that the caller holds."""
    names = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*columns.values(), row["id"]))  # noqa: S608
    row.update(columns)


def written(value: Any) -> str:
    """A webhook's body: the same bytes whoever writes it."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
