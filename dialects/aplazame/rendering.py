"""Orders as JSON in Aplazame's form: written by PostgreSQL in one constant statement, by the serializer elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from rest_framework.request import Request

from common.api.json_sql import Scope, row_of
from common.row_states import Row
from dialects.aplazame.reading import DIALECT, RELATIONS, OrderSerializer, described
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database, seen
from orders.models import ExternalKind, Order

SOURCES = Sources(
    DIALECT,
    of_order=(Row("addresses_customer", "r.id = o.customer_id"),),
    aliases=((ExternalKind.ORDER, "o.id"), (ExternalKind.CUSTOMER, "o.customer_id")),
)


def shown(rows: Sequence[Seen], request: Request) -> list[Any]:
    """These orders, in this order: JSON that PostgreSQL wrote, or plain data."""
    if is_written_by_database() and request.accepted_renderer.format == "json":
        return [*map(orjson.Fragment, written(rows))]
    return serialized(rows)


def serialized(rows: Sequence[Seen]) -> list[Any]:
    """These orders as plain data."""
    return described([row.id for row in rows])


def written(rows: Sequence[Seen]) -> list[bytes]:
    """These orders as JSON by PostgreSQL."""
    return answers(rows, SOURCES, _statement, {})


def shown_one(order: Order, request: Request) -> Any:
    """One order."""
    return shown(seen([order.pk], SOURCES), request)[0]


@lru_cache(maxsize=16)
def _statement(aliases: AliasSql) -> str:
    columns = row_of(OrderSerializer(), Scope(Order, "o", RELATIONS))
    row = f"CROSS JOIN LATERAL (SELECT row_to_json(x)::text AS body FROM (SELECT {columns}) x) shown"
    return SOURCES.statement(aliases, "shown.body", joins=row)
