"""Orders as JSON in Salesman's form: written by PostgreSQL in one constant statement, by the serializer elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import orjson
from django.db import connection
from rest_framework.request import Request

from access.authentication import caller_of
from common.api.json_sql import Scope, row_of
from common.prepared import PREPARED
from common.row_states import Row, Rows
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database
from dialects.common.links import link_to
from dialects.salesman.identity import DIALECT, aliases_of, identity_values
from dialects.salesman.methods import identifiers_in
from dialects.salesman.reading import RELATIONS, WITHOUT_PAYMENTS, OrderSerializer, readable
from orders.models import ExternalKind, Order
from orders.querysets import REACH, reach_values

SOURCES = Sources(
    DIALECT,
    of_order=(
        Rows("payments_payment", "r.order_id = o.id"),
        Row("addresses_customer", "r.id = o.customer_id"),
    ),
    aliases=(
        (ExternalKind.ORDER, "o.id"),
        (ExternalKind.USER, "(SELECT user_id FROM addresses_customer WHERE id = o.customer_id)"),
        (ExternalKind.PAYMENT_METHOD, "ANY(SELECT id FROM orders_paymentmethod WHERE channel_id = o.channel_id)"),
    ),
)


def shown_orders(rows: Sequence[Seen], request: Request) -> list[Any]:
    """These orders, in this order."""
    if is_written_by_database():
        written = answers(rows, SOURCES, partial(_list_statement, _sees_payments(request)), _values(request))
        return [*map(orjson.Fragment, written)]
    found = readable(Order.objects.all(), caller_of(request)).in_bulk([row.id for row in rows])
    return _said([found[row.id] for row in rows], request)


def shown_order(ref: str, request: Request) -> Any:
    """The order with this ref; None if there is none in the caller's reach."""
    if is_written_by_database():
        return _written(_statement(_sees_payments(request)), {"ref": ref}, request)
    caller = caller_of(request)
    found = _said(list(readable(Order.objects.visible_to(caller).filter(ref=ref), caller)), request)
    return found[0] if found else None


def _said(orders: Sequence[Any], request: Request) -> list[Any]:
    methods = identifiers_in(order.channel_id for order in orders if order.taken_payments)
    context = {"request": request, "aliases": aliases_of(orders), "methods": methods}
    return list(OrderSerializer(orders, many=True, context=context).data)


def _written(statement: str, picked: Mapping[str, Any], request: Request) -> orjson.Fragment | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**picked, **reach_values(caller_of(request)), **_values(request)})
        found = cursor.fetchone()
    return orjson.Fragment(found[0]) if found else None


def _values(request: Request) -> dict[str, Any]:
    """What answers depend on besides their orders: the caller, and the address at which they reached the dialect."""
    return {**identity_values(caller_of(request)), "orders_url": link_to(request, "orders")}


def _sees_payments(request: Request) -> bool:
    return caller_of(request).sees_payments


@lru_cache
def _list_statement(sees_payments: bool, aliases: AliasSql) -> str:
    row = f"CROSS JOIN LATERAL (SELECT row_to_json(x)::text AS body FROM (SELECT {_columns(sees_payments)}) x) shown"
    return SOURCES.statement(aliases, "shown.body", joins=row)


@lru_cache
def _statement(sees_payments: bool) -> str:
    return (
        f"{PREPARED}SELECT row_to_json(x)::text FROM orders_order o "
        f"CROSS JOIN LATERAL (SELECT {_columns(sees_payments)}) x WHERE o.ref = %(ref)s AND {REACH}"
    )


def _columns(sees_payments: bool) -> str:
    return row_of(OrderSerializer(), Scope(Order, "o", RELATIONS if sees_payments else WITHOUT_PAYMENTS))
