"""Rendering: PostgreSQL writes the JSON of orders, in one constant prepared statement.

The statement is compiled from `OrderSerializer`. Other databases and other formats are served by the serializer itself,
with which the tests compare it.

An order in a list without `?expand=` is rendered once for each version, selection of fields and audience, and then
cached in this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from rest_framework.request import Request

from access.authentication import caller_of
from access.callers import RIGHTS_OF_GUESTS, Caller, Rights
from access.tokens import Holder, holder_beside
from common.actors import ActorKind
from common.api.json_sql import Scope, digits_of, row_of
from common.api.links import link_to
from common.prepared import PREPARED
from common.row_states import Row, Rows, states_of
from orders.answer_cache import AnswerCache, CachedAnswer
from orders.models import Order
from orders.paging import Picked
from orders.querysets import BY_RIGHT, REACH, reach_values
from orders.reading import Shape, etag, reference_in, relations_for, visible
from orders.serializers.resources import OrderSerializer

CACHE = AnswerCache(most_bytes=settings.ANSWER_CACHE_MEGABYTES * 1024 * 1024)
SEEMS_MANY = 50
"""PostgreSQL keeps a plan for arrays of any length unless one for this very length seems much cheaper."""

DIGITS = f"CROSS JOIN LATERAL (SELECT {digits_of('o.currency')} AS digits OFFSET 0) money"
"""The digits of an order's currency, found once for all of its amounts: `OFFSET` keeps PostgreSQL from copying it."""


STATE = states_of(
    "o",
    Rows("payments_payment", "r.order_id = o.id"),
    Rows("payments_refund", "r.payment_id IN (SELECT id FROM payments_payment WHERE order_id = o.id)"),
    Row("addresses_customeraddress", "r.id = o.billing_address_id"),
    Row("addresses_customeraddress", "r.id = o.shipping_address_id"),
    Row("orders_channel", "r.id = o.channel_id"),
)
"""The state of everything that an order's answer is made of: every change of its items, shipments, log and notes writes
the order itself."""


class Rendered(NamedTuple):
    """One order as JSON, its ETag, and its state."""

    etag: str
    body: bytes
    state: str


def can_render(request: Request) -> bool:
    """Whether PostgreSQL can write the answer: it is the database, and the caller wants JSON."""
    return connection.vendor == "postgresql" and request.accepted_renderer.format == "json"


def render_orders(picked: Iterable[Picked], shape: Shape, request: Request) -> orjson.Fragment:
    """A JSON array of these orders, in this order."""
    caller = caller_of(request)
    rights, guest_beside = _views(caller)
    statement = _list_statement(shape, rights, guest_beside)
    values = _audience(caller)
    audience = _digest(statement), *values.values()
    is_cached = not shape.expand and not guest_beside
    versions = dict(picked)
    bodies = CACHE.find(versions, audience) if is_cached else {}
    missing = [id for id in versions if id not in bodies]
    if missing:
        written = _written(statement, missing, reach_values(caller) | values if guest_beside else values)
        bodies |= {id: answer.body for id, answer in written.items()}
        if is_cached:
            CACHE.store(written, audience)
    return orjson.Fragment(b"[" + b",".join(bodies[id] for id in versions if id in bodies) + b"]")


def render_order(reference: str, shape: Shape, caller: Caller) -> Rendered | None:
    """The order with this ref or id as a JSON object, or None if there is none in the caller's reach."""
    column, values = _finding(reference, caller)
    rows = _rows(_statement(shape, *_views(caller), column), values)
    if not rows:
        return None
    version, is_by_right, body, state = rows[0]
    return Rendered(etag(version, caller.rights if is_by_right else RIGHTS_OF_GUESTS), body.encode(), state)


def render_beside_holder(
    token: str, at: datetime, reference: str, shape: Shape, caller: Caller
) -> tuple[Holder | None, Rendered | None]:
    """The holder of a token, and by the same statement the order as the caller sees it, who has no order token."""
    column, values = _finding(reference, caller)
    holder, written = holder_beside(_expression(shape, caller.rights, column), values, token, at=at)
    if written is None:
        return holder, None
    version, state, body = written.split("\n", 2)
    return holder, Rendered(etag(int(version), caller.rights), body.encode(), state)


def _finding(reference: str, caller: Caller) -> tuple[str, dict[str, Any]]:
    """The column that finds an order, and the values of a statement that renders it."""
    column, value = reference_in(reference)
    return column, {"reference": value, **reach_values(caller), **_audience(caller)}


@lru_cache(maxsize=128)
def _digest(statement: str) -> bytes:
    """What stands for a statement in cached answers: it is longer than most of them."""
    return sha256(statement.encode()).digest()


def _views(caller: Caller) -> tuple[Rights, bool]:
    """The rights with which orders are shown, and whether an order's token may reach one in addition."""
    return caller.rights, bool(caller.order_token) and caller.kind is not ActorKind.GUEST


def _written(statement: str, ids: Sequence[UUID], values: Mapping[str, Any]) -> dict[UUID, CachedAnswer]:
    """The rendered orders with these ids, each with the version that the statement saw."""
    padded = [*ids, *[None] * (SEEMS_MANY - len(ids))]
    rows = _rows(statement, {"ids": padded, **values})
    return {id: CachedAnswer(version, body.encode()) for id, version, body in rows}


def _audience(caller: Caller) -> dict[str, Any]:
    """What an answer depends on besides the order: who is shown it, and the address of the orders."""
    return {
        "orders_url": link_to("order-list"),
        "caller": "" if caller.is_staff else caller.actor.key,
    }


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@lru_cache(maxsize=128)
def _list_statement(shape: Shape, rights: Rights, guest_beside: bool) -> str:
    return (
        f"{PREPARED}SELECT o.id, o.version, x.body::text "
        "FROM unnest(%(ids)s::uuid[]) picked(id) JOIN orders_order o ON o.id = picked.id "
        f"{DIGITS} CROSS JOIN LATERAL ({_body(shape, rights, guest_beside)}) x"
    )


@lru_cache(maxsize=128)
def _statement(shape: Shape, rights: Rights, guest_beside: bool, column: str) -> str:
    """The statement for a single order: PostgreSQL keeps no plan for an array, whose length it cannot know."""
    body = _body(shape, rights, guest_beside)
    return f"{PREPARED}SELECT o.version, {BY_RIGHT}, x.body::text, {STATE} {_order_in_reach(body, column)}"


@lru_cache(maxsize=128)
def _expression(shape: Shape, rights: Rights, column: str) -> str:
    """The same as one value: version, state and body, a line each."""
    order = _order_in_reach(_object(shape, rights), column)
    return f"SELECT concat_ws(E'\\n', o.version, {STATE}, x.body::text) {order}"


def _order_in_reach(body: str, column: str) -> str:
    where = f"o.{column} = %(reference)s AND {REACH}"
    return f"FROM orders_order o {DIGITS} CROSS JOIN LATERAL ({body}) x WHERE {where}"


def state_by(column: str) -> str:
    """The SQL of the state of the order whose `ref` or `id` is `reference`, NULL if there is none."""
    return f"SELECT {STATE} FROM orders_order o WHERE o.{column} = %(reference)s"


def _body(shape: Shape, rights: Rights, guest_beside: bool) -> str:
    own = _object(shape, rights)
    if not guest_beside:
        return own
    as_guest = _object(shape, RIGHTS_OF_GUESTS)
    return f"SELECT CASE WHEN {BY_RIGHT} THEN ({own}) ELSE ({as_guest}) END AS body"


def _object(shape: Shape, rights: Rights) -> str:
    serializer = OrderSerializer(shape=visible(shape, rights), context={"rights": rights})
    columns = row_of(serializer, Scope(Order, "o", relations_for(rights), digits="money.digits"))
    return f"SELECT row_to_json(x) AS body FROM (SELECT {columns}) x"
