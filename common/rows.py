"""Rows of a model, read by a statement that is compiled once, or created without Django's constructor.

Django compiles a query each time, and sets the columns of a row one by one; for a table of ninety columns either takes
longer than the database's answer. SQLite is queried through Django.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import NOT_PROVIDED, Model
from django.db.models.base import ModelState

from common.prepared import PREPARED

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any], Any]
IGNORING_CASE, ANY_OF = "__iexact", "__in"
Values = Sequence[Any]
Ask = Callable[[type[Model], str, Values], list[tuple[Any, ...]]]


def fetch(model: type[Row], *, order_by: str = "", lock: str = "", **equal: Any) -> list[Row]:
    """The rows whose columns have these values, in the order of a column (`-id`: descending). A name that ends with
    `__iexact` asks for a text in any case, one that ends with `__in` for any of a list. `lock` is PostgreSQL's
    (`FOR KEY SHARE`)."""
    if connection.vendor != "postgresql":
        rows = model._default_manager.filter(**equal)
        return list(rows.order_by(order_by) if order_by else rows)
    statement = _select(model, tuple(equal), order_by, lock)
    return [instance(model, row) for row in ASK.get()(model, statement, list(equal.values()))]


def fetch_parts(rows: Sequence[Model], model: type[Model], of: str, name: str) -> None:
    """Read the parts of these rows, oldest first, by the foreign key `of`: `row.<name>.all()` asks for them no
    more."""
    condition: dict[str, Any] = {f"{of}_id{ANY_OF}": [row.pk for row in rows]}
    parts = fetch(model, order_by="id", **condition) if rows else []
    for row in rows:
        keep_parts(row, [part for part in parts if getattr(part, f"{of}_id") == row.pk], of, name)


def keep_parts(row: Model, parts: Sequence[Model], of: str, name: str) -> None:
    """Let `row.<name>.all()` be these parts, and each part know its row, as after `prefetch_related`."""
    for part in parts:
        part._state.fields_cache[of] = row
    known = getattr(row, name).all()
    known._result_cache, known._prefetch_done = list(parts), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


def select(model: type[Row], statement: str, values: Any) -> list[Row]:
    """The rows that a statement finds on PostgreSQL, which asks for `columns_of` the model and nothing else."""
    return [instance(model, row) for row in ask(model, statement, values)]


def ask(model: type[Model], statement: str, values: Any) -> list[tuple[Any, ...]]:
    """What PostgreSQL answers to a statement about rows of a model."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


ASK: ContextVar[Ask] = ContextVar("ask", default=ask)
"""How `fetch` asks; `common.writes` knows what was answered before."""


def instance(model: type[Row], row: Sequence[Any]) -> Row:
    """A model instance from the values of its `columns_of`, as Django would make it."""
    names, conversions = _reader(model)
    values = list(row)
    for position, convert in conversions:
        if values[position] is not None:
            values[position] = convert(values[position])
    made = _bare(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    return made


def new(model: type[Row], **given: Any) -> Row:
    """An unsaved row, as `model(**given)` makes it: columns and related rows that are not given have the model's
    defaults."""
    constants, makers, relations = _defaults(model)
    row = _bare(model)
    values = row.__dict__
    values.update(constants)
    for name, make in makers.items():
        if name not in given:
            values[name] = make()
    for name, value in given.items():
        if name in constants or name in makers:
            values[name] = value
        else:
            column, target = relations[name]
            values[column] = None if value is None else getattr(value, target)
            row._state.fields_cache[name] = value
    return row


@cache
def columns_of(model: type[Model], alias: str) -> str:
    """All columns of a model's table, under the alias that a statement gives it."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _select(model: type[Model], names: tuple[str, ...], order_by: str, lock: str) -> str:
    column = {field.attname: field.column for field in model._meta.concrete_fields}
    where = " AND ".join(_condition(column, name) for name in names)
    name, way = order_by.removeprefix("-"), "DESC" if order_by.startswith("-") else "ASC"
    order = f' ORDER BY t."{column[name]}" {way}' if name else ""
    rows = f'SELECT {columns_of(model, "t")} FROM "{model._meta.db_table}" t WHERE {where}{order}'  # noqa: S608
    return f"{PREPARED}{rows} {lock}"


def _condition(columns: Mapping[str, str | None], name: str) -> str:
    if name.endswith(IGNORING_CASE):
        return f'UPPER(t."{columns[name.removesuffix(IGNORING_CASE)]}"::text) = UPPER(%s)'
    if name.endswith(ANY_OF):
        return f't."{columns[name.removesuffix(ANY_OF)]}" = ANY(%s)'
    return f't."{columns[name]}" = %s'


@cache
def _reader(model: type[Model]) -> tuple[list[str], list[tuple[int, Convert]]]:
    """The names of the columns, and which of them Django converts."""
    fields = model._meta.concrete_fields
    conversions = [
        (position, _bound(converter, field))
        for position, field in enumerate(fields)
        for converter in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], conversions


def _bare(model: type[Row]) -> Row:
    row = model.__new__(model)
    row._state = ModelState()
    return row


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]], dict[str, tuple[str, str]]]:
    """The constant defaults of a model's columns, the callables of the others, and of each relation its column and the
    related row's."""
    fields = model._meta.concrete_fields
    makers = {
        field.attname: field.get_default
        for field in fields
        if callable(field.default) or field.db_default is not NOT_PROVIDED
    }
    constants = {field.attname: field.get_default() for field in fields if field.attname not in makers}
    relations = {row.name: (row.attname, row.target_field.attname) for row in fields if row.is_relation}  # type: ignore[attr-defined]
    return constants, makers, relations


def _bound(converter: Any, field: Any) -> Convert:
    expression = field.cached_col
    return lambda value: converter(value, expression, connection)
