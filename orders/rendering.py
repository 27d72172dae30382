"""Pick, then render: PostgreSQL writes the JSON of orders that were picked by id, in one constant prepared statement.

It says what `OrderSerializer` says, from which it is compiled. Other databases and other formats are served by the
serializer itself, which the tests compare it with.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
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
from orders.reading import RELATIONS, WITH_ALL_NOTES, Shape, sees_all_notes, visible
from orders.serializers.resources import OrderSerializer


def can_render(request: Request) -> bool:
    """Whether the database can write the answer: PostgreSQL, and the caller wants JSON."""
    return connection.vendor == "postgresql" and request.accepted_renderer.format == "json"


def render_orders(ids: Sequence[UUID], shape: Shape, request: Request) -> orjson.Fragment:
    """A JSON array of the orders with these ids, in this order."""
    return orjson.Fragment(_rendered(ids, shape, request))


def render_order(id: UUID, shape: Shape, request: Request) -> orjson.Fragment:
    """One order as a JSON object."""
    return orjson.Fragment(_rendered([id], shape, request).removeprefix("[").removesuffix("]"))


def _rendered(ids: Sequence[UUID], shape: Shape, request: Request) -> str:
    caller = caller_of(request)
    values: dict[str, Any] = {
        "ids": list(ids),
        "orders_url": link_to("order-list", request),
        "is_staff": caller.is_staff,
        "token_digest": caller.order_token_digest,
        "caller": caller.actor.key,
        "may_read_private": may_read_private(caller),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(visible(shape, caller), all_notes=sees_all_notes(caller)), values)
        text: str = cursor.fetchone()[0]
    return text


@lru_cache(maxsize=128)
def _statement(shape: Shape, *, all_notes: bool) -> str:
    relations = WITH_ALL_NOTES if all_notes else RELATIONS
    columns = row_of(OrderSerializer(shape=shape), Scope(Order, "o", relations))
    return (
        f"{PREPARED}SELECT COALESCE(json_agg(row_to_json(x) ORDER BY picked.n), '[]'::json)::text "
        "FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY picked(id, n) "
        f"JOIN orders_order o ON o.id = picked.id CROSS JOIN LATERAL (SELECT {columns}) x"
    )
