"""Rows that are written together: by one statement on PostgreSQL, one after the other by Django elsewhere.

Pending rows are sent before any other statement, so that no read is stale. On PostgreSQL `common.rows.fetch`, which
reads one table, waits for the rows of that table only, and has the same answer as before if nothing was written there
meanwhile: nobody else writes the rows of an order that is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from django.db.models import AutoField, Model, UniqueConstraint
from django_fsm import FSMFieldMixin

from common.fields import SerialField
from common.prepared import PREPARED
from common.row_documents import columns_with_encoders, document, written_of
from common.rows import ASK, ask

Values = dict[str, Any]
Update = tuple[type[Model], tuple[str, ...]]
"""A model, and which of its columns are written."""

New = Mapping[type[Model], Sequence[Model]]
Changed = Mapping[Model, Values]
Once = tuple[type[Model], str]
"""A model, and the unique constraint by which its row may exist already."""


class Writes:
    """Rows to be written together, in one transaction."""

    def __init__(self) -> None:
        self._once: Once | None = None
        self._new: dict[type[Model], list[Model]] = {}
        self._changed: dict[Model, Values] = {}
        self._answers: dict[type[Model], dict[Any, list[tuple[Any, ...]]]] = {}
        self._is_own = False

    def insert(self, rows: Iterable[Model]) -> None:
        """Add rows, with their values at the time of sending."""
        for row in rows:
            self._new.setdefault(type(row), []).append(row)

    def insert_once(self, row: Model, constraint: str) -> None:
        """Add a row that must be new: `send` raises `RowExists`, and writes nothing, if the constraint knows
        another."""
        self._once = (type(row), constraint)
        self._new = {type(row): [row], **self._new}

    def update(self, row: Model, names: Iterable[str]) -> None:
        """Write these columns of a row, with their present values. A pending state is written before the next one: the
        database refuses to skip one."""
        if row._state.adding:
            return
        values = {name: getattr(row, name) for name in names}
        waiting = self._changed.get(row, {})
        if any(waiting.get(name, values[name]) != values[name] for name in _states(type(row)) & values.keys()):
            self.send()
        self._changed.setdefault(row, {}).update(values)

    def send(self) -> None:
        """Write everything pending.

        Raises:
            RowExists: see `insert_once`.
        """
        new, changed, once = self._new, self._changed, self._once
        if not new and not changed:
            return
        self._new, self._changed, self._once = {}, {}, None
        for model in (*new, *map(type, changed)):
            self._answers.pop(model, None)
        self._run(_send if connection.vendor == "postgresql" else _save, new, changed, once)

    @contextmanager
    def sent_first(self) -> Iterator[None]:
        """Within the block, pending rows are sent before any other statement that may read them."""

        def execute(run: Callable[..., Any], *arguments: Any) -> Any:
            if not self._is_own:
                self.send()
                self._answers.clear()
            return run(*arguments)

        token = ASK.set(self._ask)
        try:
            with connection.execute_wrapper(execute):
                yield
        finally:
            ASK.reset(token)

    def _ask(self, model: type[Model], statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if model in self._new or any(type(row) is model for row in self._changed):
            self.send()
        known = self._answers.setdefault(model, {})
        question = statement, *(tuple(value) if isinstance(value, list) else value for value in values)
        if question not in known:
            known[question] = self._run(ask, model, statement, values)
        return known[question]

    def _run(self, own: Callable[..., Any], *arguments: Any) -> Any:
        """Run a statement of our own, before which nothing is sent, and after which answers are still right."""
        self._is_own = True
        try:
            return own(*arguments)
        finally:
            self._is_own = False


class RowExists(Exception):
    """A unique constraint knows the row already; nothing was written."""


def _save(new: New, changed: Changed, once: Once | None) -> None:
    try:
        with transaction.atomic(savepoint=once is not None):
            for model, rows in new.items():
                model._default_manager.bulk_create(rows)
    except IntegrityError as error:
        # SQLite names the columns that were violated, not the constraint.
        if once and f"{once[0]._meta.db_table}.{_columns_of(*once)[-1]}" in str(error):
            raise RowExists from error
        raise
    for row, values in changed.items():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def _columns_of(model: type[Model], constraint: str) -> tuple[str, ...]:
    found = next(each for each in model._meta.constraints if each.name == constraint)
    return tuple(cast(UniqueConstraint, found).fields)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _send(new: New, changed: Changed, once: Once | None) -> None:
    """One statement, with the rows of each table as one JSON document."""
    alike: dict[Update, list[Values]] = {}
    for row, values in changed.items():
        alike.setdefault((type(row), tuple(values)), []).append({"pk": row.pk, **values})
    documents = [_document(model, rows) for model, rows in new.items()]
    documents += [_document_of_changes(update, rows) for update, rows in alike.items()]
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(new), tuple(alike), once), documents)
        is_written, *numbers = cursor.fetchone()
    if not is_written:
        raise RowExists
    for rows, given in zip(new.values(), numbers, strict=True):
        _mark_saved(rows, given)


def _mark_saved(rows: Sequence[Model], numbers: Sequence[int] | None) -> None:
    """Mark the rows as saved, with the primary keys that the database assigned."""
    for row, number in zip(rows, numbers or (), strict=False):
        row.pk = number
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _document(model: type[Model], rows: Sequence[Model]) -> str:
    for serial in _serials(model):
        for row in rows:
            serial.pre_save(row, add=True)
    return document((row.__dict__ for row in rows), written_of(model))


def _document_of_changes(update: Update, rows: Iterable[Values]) -> str:
    model, names = update
    known, key = columns_with_encoders(model), str(model._meta.pk.column)
    return document(rows, [("pk", key, None), *((name, *known[name]) for name in names)])


@cache
def _statement(new: tuple[type[Model], ...], updates: tuple[Update, ...], once: Once | None) -> str:
    condition = " WHERE EXISTS (SELECT FROM once)" if once else ""
    parts = [f"{_name(model, once)} AS ({_insert(model, once, condition)})" for model in new]
    parts += [f"changed{number} AS ({_update(*update)})" for number, update in enumerate(updates)]
    numbers = [
        f"(SELECT array_agg(pk) FROM {_name(model, once)})" if isinstance(model._meta.pk, AutoField) else "NULL"  # noqa: S608
        for model in new
    ]
    is_written = "EXISTS (SELECT FROM once)" if once else "TRUE"
    return f"{PREPARED}WITH {', '.join(parts)} SELECT {', '.join([is_written, *numbers])}"


def _name(model: type[Model], once: Once | None) -> str:
    return "once" if once and once[0] is model else f"new_{model._meta.model_name}"


def _insert(model: type[Model], once: Once | None, condition: str) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    columns = ", ".join(f'"{column}"' for _, column, _ in written_of(model))
    rows = f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {_given(table)}'  # noqa: S608
    if once and once[0] is model:
        return f'{rows} ON CONFLICT ON CONSTRAINT "{once[1]}" DO NOTHING RETURNING "{key}"'
    return (
        f'{rows}{condition} RETURNING "{key}" AS pk' if isinstance(model._meta.pk, AutoField) else f"{rows}{condition}"
    )


def _update(model: type[Model], names: Sequence[str]) -> str:
    table, key, known = model._meta.db_table, model._meta.pk.column, columns_with_encoders(model)
    columns = ", ".join(f'"{known[each][0]}" = given."{known[each][0]}"' for each in names)
    return f'UPDATE "{table}" t SET {columns} FROM {_given(table)} WHERE t."{key}" = given."{key}"'  # noqa: S608


def _given(table: str) -> str:
    return f'json_populate_recordset(NULL::"{table}", %s::json) given'


@cache
def _serials(model: type[Model]) -> list[SerialField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SerialField)]


@cache
def _states(model: type[Model]) -> frozenset[str]:
    return frozenset(field.attname for field in model._meta.concrete_fields if isinstance(field, FSMFieldMixin))
