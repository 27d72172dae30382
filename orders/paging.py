"""Picking the orders of a page: their ids in order, each with the version that decides whether a cached answer is still
valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import BaseIterable

from access.callers import Caller
from common.api.ordering import columns_of, ordered
from orders.models import Order

Picked = tuple[UUID, int]
"""An order and its version, which decides whether a cached answer is valid."""
NEWEST_FIRST = "-date_placed"


def to_walk(orders: QuerySet[Any]) -> QuerySet[Any]:
    """The orders as rows of ids, to which a walk adds the columns that it is ordered by."""
    rows = orders.values("pk")
    rows._iterable_class = WalkedRows
    return rows


def walked(rows: Iterable[Any]) -> list[Picked]:
    """The orders picked by a walk."""
    return [(row.pk, row.version) for row in rows]


def to_turn_pages(orders: QuerySet[Any]) -> QuerySet[Any]:
    """The orders as rows of `Picked`."""
    rows = orders.values_list("pk")
    rows._iterable_class = PickedRows
    return rows


class PickedRows(BaseIterable):
    """Rows whose versions are looked up by their ids, so that finding them may read an index alone."""

    def __iter__(self) -> Iterator[Picked]:
        return iter(_looked_up(self.queryset))


class WalkedRows(BaseIterable):
    """The same with the columns that the walk is ordered by, as attributes."""

    def __iter__(self) -> Iterator[SimpleNamespace]:
        columns = self.queryset.query.annotation_select
        for id, version, *found in _looked_up(self.queryset, columns):
            values = (_converted(value, column) for value, column in zip(found, columns.values(), strict=True))
            yield SimpleNamespace(pk=id, version=version, **dict(zip(columns, values, strict=True)))


class EveryOrder:
    """All orders in a caller's reach, newest first, by statements that the ORM compiles once."""

    def __init__(self, orders: QuerySet[Any]) -> None:
        self._orders = ordered(orders, columns_of(orders.order_by(NEWEST_FIRST)))
        self.db = orders.db

    @cached_property
    def _statements(self) -> tuple[str, str, Sequence[Any]] | None:
        """How to pick rows, how to pick ids, and the values of both; None if there is nothing in reach."""
        try:
            rows, values = self._orders.values_list("pk", "version").query.sql_with_params()
            ids, _ = self._orders.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return None
        return rows, ids, values

    def __getitem__(self, place: slice) -> list[Picked]:
        if self._statements is None:
            return []
        rows, ids, values = self._statements
        limits = f" LIMIT {place.stop - place.start} OFFSET {place.start}"
        page = _by_id(ids + limits) if place.start > FAR else rows + limits
        return _rows(page, values, using=self.db)

    def order_by(self) -> QuerySet[Any]:
        """The orders in no order, to be counted."""
        return self._orders.order_by()


@lru_cache(maxsize=256)
def every_order(caller: Caller) -> EveryOrder:
    """All orders in the caller's reach."""
    return EveryOrder(Order.objects.visible_to(caller))


FAR = 1000
"""The number of rows beyond which a page of all orders skips in the index, not in the table."""


def _looked_up(ids: QuerySet[Any], keys: Iterable[str] = ()) -> list[Any]:
    """The `Picked` with these ids, each with the columns that are annotated as `keys`."""
    try:
        page, values = ids.query.sql_with_params()
    except EmptyResultSet:
        return []
    return _rows(_by_id(page, keys), values, using=ids.db)


def _by_id(ids: str, keys: Iterable[str] = ()) -> str:
    """A statement that finds the `Picked` whose ids, followed by `keys`, another statement finds."""
    names = ", ".join(["id", *keys])
    columns = "".join(f", page.{key}" for key in keys)
    return (
        f"SELECT orders_order.id, orders_order.version{columns} "  # noqa: S608
        f"FROM (SELECT page.*, row_number() OVER () AS place FROM ({ids}) page ({names})) page "
        "JOIN orders_order ON orders_order.id = page.id ORDER BY page.place"
    )


def _converted(value: Any, column: Any) -> Any:
    for convert in column.get_db_converters(connection):
        value = convert(value, column, connection)
    return value


def _rows(statement: str, values: Sequence[Any], *, using: str) -> list[Any]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows
