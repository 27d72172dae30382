"""Pick, then render: PostgreSQL writes the JSON of orders, in one constant prepared statement.

It says what `OrderSerializer` says, from which it is compiled. Other databases and other formats are served by the
serializer itself, which the tests compare it with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from rest_framework.request import Request

from access.authentication import caller_of
from addresses.serializers.fields import may_read_private
from common.api.json_sql import Scope, row_of
from common.api.links import link_to
from common.prepared import PREPARED
from orders.models import Order
from orders.querysets import REACH, reach_values
from orders.reading import RELATIONS, WITH_ALL_NOTES, Shape, reference_in, sees_all_notes, visible
from orders.serializers.resources import OrderSerializer


class Rendered(NamedTuple):
    """One order as JSON, and what its tag is made of: its version, and when its customer was last changed."""

    version: int
    customer_updated_at: datetime
    body: orjson.Fragment


def can_render(request: Request) -> bool:
    """Whether the database can write the answer: PostgreSQL, and the caller wants JSON."""
    return connection.vendor == "postgresql" and request.accepted_renderer.format == "json"


def render_orders(ids: Sequence[UUID], shape: Shape, request: Request) -> orjson.Fragment:
    """A JSON array of the orders with these ids, in this order."""
    caller = caller_of(request)
    statement = _list_statement(visible(shape, caller), sees_all_notes(caller))
    rows = _executed(statement, {"ids": list(ids)}, request)
    return orjson.Fragment(rows[0][0])


def render_order(reference: str, shape: Shape, request: Request) -> Rendered | None:
    """The order with this ref or id as a JSON object, or None if there is none in the caller's reach."""
    caller = caller_of(request)
    column, value = reference_in(reference)
    statement = _statement(visible(shape, caller), sees_all_notes(caller), column)
    rows = _executed(statement, {"reference": value}, request)
    return Rendered(rows[0][0], rows[0][1], orjson.Fragment(rows[0][2])) if rows else None


def _executed(statement: str, picked: Mapping[str, Any], request: Request) -> list[tuple[Any, ...]]:
    caller = caller_of(request)
    values: dict[str, Any] = {
        **picked,
        **reach_values(caller),
        "orders_url": link_to("order-list", request),
        "is_staff": caller.is_staff,
        "caller": caller.actor.key,
        "may_read_private": may_read_private(caller),
        "sees_internal": sees_all_notes(caller),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@lru_cache(maxsize=128)
def _list_statement(shape: Shape, all_notes: bool) -> str:
    return (
        f"{PREPARED}SELECT COALESCE(json_agg(row_to_json(x) ORDER BY picked.n), '[]'::json)::text "
        "FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY picked(id, n) "
        f"JOIN orders_order o ON o.id = picked.id CROSS JOIN LATERAL (SELECT {_columns(shape, all_notes)}) x"
    )


@lru_cache(maxsize=128)
def _statement(shape: Shape, all_notes: bool, column: str) -> str:
    """Asks for a single value: PostgreSQL keeps no plan for an array, whose length it cannot know."""
    return (
        f"{PREPARED}SELECT o.version, customer.updated_at, row_to_json(x)::text FROM orders_order o "
        "JOIN addresses_customer customer ON customer.id = o.customer_id "
        f"CROSS JOIN LATERAL (SELECT {_columns(shape, all_notes)}) x "
        f"WHERE o.{column} = %(reference)s AND {REACH}"
    )


def _columns(shape: Shape, all_notes: bool) -> str:
    relations = WITH_ALL_NOTES if all_notes else RELATIONS
    return row_of(OrderSerializer(shape=shape), Scope(Order, "o", relations))
