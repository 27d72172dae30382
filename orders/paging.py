"""Picking the orders of a page: their ids in order, each with the version that decides whether a cached answer is still
valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import BaseIterable, ValuesIterable

from access.callers import Caller
from common.api.ordering import columns_of, ordered
from orders.models import Order

Picked = tuple[UUID, int]
"""An order and its version, which decides whether a cached answer is valid."""
NEWEST_FIRST = "-date_placed"


def to_walk(orders: QuerySet[Any]) -> QuerySet[Any]:
    """The orders as rows with the columns of a `Picked`, to which a walk adds those that it is ordered by."""
    rows = orders.values("pk", "version")
    rows._iterable_class = WalkedRows
    return rows


def walked(rows: Iterable[Any]) -> list[Picked]:
    """The orders picked by a walk."""
    return [(row.pk, row.version) for row in rows]


def to_turn_pages(orders: QuerySet[Any]) -> QuerySet[Any]:
    """The orders as rows of `Picked`."""
    rows = orders.values_list("pk", "version")
    rows._iterable_class = PickedRows
    return rows


class WalkedRows(ValuesIterable):
    """Rows whose columns are attributes, as those of models are, without a model behind them."""

    def __iter__(self) -> Iterator[SimpleNamespace]:
        return (SimpleNamespace(**row) for row in super().__iter__())


class PickedRows(BaseIterable):
    """Rows as they are; those of a far page are looked up by id, so that skipping reads an index alone."""

    def __iter__(self) -> Iterator[Picked]:
        rows = self.queryset
        is_far = rows.query.low_mark > FAR
        try:
            page, values = (rows.values_list("pk") if is_far else rows).query.sql_with_params()
        except EmptyResultSet:
            return iter([])
        return iter(_picked(FAR_PAGE.format(ids=page) if is_far else page, values, using=rows.db))


class EveryOrder:
    """All orders in a caller's reach, newest first, by a statement that the ORM compiles once."""

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
        page = FAR_PAGE.format(ids=ids + limits) if place.start > FAR else rows + limits
        return _picked(page, values, using=self.db)

    def order_by(self) -> QuerySet[Any]:
        """The orders in no order, to be counted."""
        return self._orders.order_by()


@lru_cache(maxsize=256)
def every_order(caller: Caller) -> EveryOrder:
    """All orders in the caller's reach."""
    return EveryOrder(Order.objects.visible_to(caller))


FAR = 1000
"""The number of rows beyond which a page skips in the index, not in the table."""
FAR_PAGE = """
    SELECT orders_order.id, orders_order.version
    FROM (SELECT page.id, row_number() OVER () AS place FROM ({ids}) page (id)) page
    JOIN orders_order ON orders_order.id = page.id
    ORDER BY page.place
"""


def _picked(page: str, values: Sequence[Any], *, using: str) -> list[Picked]:
    with connections[using].cursor() as cursor:
        cursor.execute(page, values)
        rows: list[Picked] = cursor.fetchall()
    return rows
