"""Getting very many rows into the database, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from orders.models import Order
from orders_service.seeding.forms import NULL, columns_of

_SECONDARY = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid = ANY(%(tables)s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""
_CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE contype IN ('f', 'p', 'u') AND conrelid = ANY(%(tables)s::regclass[])
       OR contype = 'f' AND confrelid = ANY(%(tables)s::regclass[])
    ORDER BY contype
"""
"""References first, those from other tables too: they need what is unique."""
_TRIGGERS = """
    SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname),
           format('ALTER TABLE %%s ENABLE TRIGGER %%I', tgrelid::regclass, tgname)
    FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid = ANY(%(tables)s::regclass[])
"""
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


@contextmanager
def loading(tables: Sequence[type[Model]], orders: int) -> Iterator[Loader]:
    """A transaction in which very many rows are written.

    On PostgreSQL, when more orders come than there are, indexes, references and what must be unique are taken away, and
    recreated over all rows at the end of the same transaction: nobody ever sees the tables without them, and nobody
    else can use the tables meanwhile. Triggers rest: what they look at has passed them in the rehearsal.
    """
    with transaction.atomic():
        loader: Loader = _Copying(tables) if connection.vendor == "postgresql" else _Inserting(tables)
        loader.prepare(rebuild=Order.objects.count() < orders)
        yield loader
        loader.finish()


class Loader:
    """Writes lines of COPY text into tables."""

    def __init__(self, tables: Sequence[type[Model]]) -> None:
        self.tables = tables

    def prepare(self, *, rebuild: bool) -> None:
        """Before the first line."""

    def numbers(self, table: type[Model], count: int) -> int:
        """Take consecutive numbers from a table that hands them out, and return the first."""
        raise NotImplementedError

    def write(self, table: type[Model], lines: str) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        """After the last line."""


class _Copying(Loader):
    """By COPY, on PostgreSQL."""

    def prepare(self, *, rebuild: bool) -> None:
        self._restoring: list[str] = []
        # What is checked at the end of a transaction must be checked before a table may be altered.
        self._execute("SET CONSTRAINTS ALL IMMEDIATE")
        if rebuild:
            self._execute("SET LOCAL maintenance_work_mem = '512MB'")
            for removal, restoration in [*self._rows(_TRIGGERS), *self._rows(_CONSTRAINTS), *self._rows(_SECONDARY)]:
                self._execute(removal)
                self._restoring.insert(0, restoration)

    def numbers(self, table: type[Model], count: int) -> int:
        name = table._meta.db_table
        self._execute(f'LOCK TABLE "{name}" IN EXCLUSIVE MODE')
        first = _next_number(table)
        last = first + count - 1
        self._execute(f'INSERT INTO "{name}" (id) SELECT generate_series({first}, {last})')
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        self._execute(f"SELECT setval({sequence}, GREATEST({last}, nextval({sequence})))")
        return first

    def write(self, table: type[Model], lines: str) -> None:
        columns = ", ".join(f'"{column.column}"' for column in columns_of(table))
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{table._meta.db_table}" ({columns}) FROM STDIN') as copy,
        ):
            copy.write(lines)

    def finish(self) -> None:
        for restoration in self._restoring:
            self._execute(restoration)
        for table in self.tables:
            self._execute(f'ANALYZE "{table._meta.db_table}"')

    def _rows(self, statement: str) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"tables": [table._meta.db_table for table in self.tables]})
            rows: list[tuple[str, str]] = cursor.fetchall()
        return rows

    def _execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


class _Inserting(Loader):
    """By many INSERTs of one statement, on SQLite."""

    def numbers(self, table: type[Model], count: int) -> int:
        first = _next_number(table)
        table._base_manager.bulk_create([table(pk=first + index) for index in range(count)], batch_size=10_000)
        return first

    def write(self, table: type[Model], lines: str) -> None:
        columns = columns_of(table)
        names, blanks = ", ".join(f'"{column.column}"' for column in columns), ", ".join(["%s"] * len(columns))
        rows = [[_value(cell) for cell in line.split("\t")] for line in lines.splitlines()]
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({blanks})', rows)  # noqa: S608


def _next_number(table: type[Model]) -> int:
    highest: int | None = table._base_manager.aggregate(highest=Max("pk"))["highest"]
    return (highest or 0) + 1


def _value(cell: str) -> Any:
    """What a cell of COPY text says. SQLite's columns turn it into what they hold."""
    if cell == NULL:
        return None
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], cell) if "\\" in cell else cell
