"""Picking the orders of a page: their ids in order, each with what tells whether an answer is still what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import BaseIterable


class Picked(NamedTuple):
    """An order, and what changes whenever its answer in a plain list does."""

    id: UUID
    stamp: tuple[Any, ...]


STAMP = ("version", "customer__updated_at")
_of_order = attrgetter("pk", *(path.replace("__", ".") for path in STAMP))


def to_walk(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Orders with no more than a `Picked` needs, on which a walk writes what it is ordered by."""
    return orders.select_related("customer").only("pk", *STAMP)


def walked(orders: Iterable[Any]) -> list[Picked]:
    """What was picked by a walk."""
    return [Picked(id, tuple(stamp)) for id, *stamp in map(_of_order, orders)]


def to_turn_pages(orders: QuerySet[Any]) -> QuerySet[Any]:
    """The orders as rows of `Picked`. Those that come before the page are read from an index alone."""
    ids = orders.values_list("pk")
    ids._iterable_class = PickedRows
    return ids


class PickedRows(BaseIterable):
    """Looks the orders up whose ids a query gives, in the query's order."""

    def __iter__(self) -> Iterator[Picked]:
        try:
            ids, values = self.queryset.query.sql_with_params()
        except EmptyResultSet:
            return iter([])
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(STAMPED.format(ids=ids), values)
            rows = cursor.fetchall()
        return iter([Picked(id, tuple(stamp)) for id, *stamp in rows])


STAMPED = """
    SELECT orders_order.id, orders_order.version, customer.updated_at
    FROM (SELECT page.id, row_number() OVER () AS place FROM ({ids}) page (id)) page
    JOIN orders_order ON orders_order.id = page.id
    JOIN addresses_customer customer ON customer.id = orders_order.customer_id
    ORDER BY page.place
"""
