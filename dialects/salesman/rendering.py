"""Orders as JSON in Salesman's form: written by PostgreSQL in one constant statement, by the serializer elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from rest_framework.request import Request

from access.authentication import caller_of
from common.api.json_sql import Scope, row_of
from common.prepared import PREPARED
from dialects.common.links import link_to
from dialects.salesman.identity import aliases_of, identity_values
from dialects.salesman.reading import RELATIONS, WITHOUT_PAYMENTS, OrderSerializer, readable
from orders.models import Order
from orders.querysets import REACH, reach_values


def is_written_by_database() -> bool:
    """Whether the database can write JSON as it is asked for here."""
    return connection.vendor == "postgresql"


def shown_orders(picked: Sequence[UUID], request: Request) -> Any:
    """The orders with these ids, in this order."""
    if is_written_by_database():
        return _written(_list_statement(_sees_payments(request)), {"ids": list(picked)}, request)
    found = {row.pk: row for row in readable(Order.objects.filter(pk__in=picked), caller_of(request))}
    return _said([found[pk] for pk in picked], request)


def shown_order(ref: str, request: Request) -> Any:
    """The order with this ref; None if there is none in the caller's reach."""
    if is_written_by_database():
        return _written(_statement(_sees_payments(request)), {"ref": ref}, request)
    caller = caller_of(request)
    found = _said(list(readable(Order.objects.visible_to(caller).filter(ref=ref), caller)), request)
    return found[0] if found else None


def _said(orders: Sequence[Order], request: Request) -> list[Any]:
    context = {"request": request, "aliases": aliases_of(orders)}
    return list(OrderSerializer(orders, many=True, context=context).data)


def _written(statement: str, picked: Mapping[str, Any], request: Request) -> orjson.Fragment | None:
    caller = caller_of(request)
    values = {**picked, **reach_values(caller), **identity_values(caller), "orders_url": link_to(request, "orders")}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return orjson.Fragment(found[0]) if found else None


def _sees_payments(request: Request) -> bool:
    return caller_of(request).sees_payments


@lru_cache
def _list_statement(sees_payments: bool) -> str:
    return (
        f"{PREPARED}SELECT COALESCE(json_agg(row_to_json(x) ORDER BY picked.n), '[]'::json)::text "
        "FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY picked(id, n) "
        f"JOIN orders_order o ON o.id = picked.id CROSS JOIN LATERAL (SELECT {_columns(sees_payments)}) x"
    )


@lru_cache
def _statement(sees_payments: bool) -> str:
    return (
        f"{PREPARED}SELECT row_to_json(x)::text FROM orders_order o "
        f"CROSS JOIN LATERAL (SELECT {_columns(sees_payments)}) x WHERE o.ref = %(ref)s AND {REACH}"
    )


def _columns(sees_payments: bool) -> str:
    return row_of(OrderSerializer(), Scope(Order, "o", RELATIONS if sees_payments else WITHOUT_PAYMENTS))
