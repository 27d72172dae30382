"""Orders as JSON in Lunasoft's form, by PostgreSQL in one constant statement; elsewhere by `reading` (ADR 65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from access.callers import Caller
from common.prepared import PREPARED
from dialects.common.aliases import AliasSql
from dialects.common.json_text import digits_of, one_of, plain, quoted, text, whole
from dialects.lunasoft.filters import NAME
from dialects.lunasoft.reading.order import SENT, show_order, show_orders
from dialects.lunasoft.reading.page import with_parts
from dialects.lunasoft.rendering.lines import line_items
from dialects.lunasoft.rendering.money import last_payment, payment, promotions, reductions
from dialects.lunasoft.rendering.statuses import NAMES, current_status, statuses
from dialects.lunasoft.rendering.words import Words, money
from dialects.lunasoft.rendering.words import written as moment
from orders.models import ExternalKind, Order
from orders.models.status_names import DEFAULT_NAMES
from orders.statuses import OrderStatus

ADDRESS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone_number",
    "email": "email",
    "company": "company_name",
    "address": "line",
    "address2": "line2",
    "city": "city_name",
    "state": "state",
    "zip": "postcode",
}
BILLING = ("first_name", "last_name", "phone", "email", "address", "city", "state", "zip")
SHIPPING = ("first_name", "last_name", "phone", "company", "address", "address2", "city", "state", "zip")


def shown(keys: Sequence[UUID], caller: Caller) -> Any:
    """The rows of a list: the orders with these keys, in this order, without their statuses."""
    return orjson.Fragment(written(keys, caller)) if connection.vendor == "postgresql" else serialized(keys, caller)


def shown_one(order: Order, caller: Caller) -> Any:
    """One order as it is now, with its statuses."""
    if connection.vendor == "postgresql":
        return orjson.Fragment(written_with_statuses([order.pk], caller)[1:-1])
    return serialized_with_statuses([order.pk], caller)[0]


def serialized(keys: Sequence[UUID], caller: Caller) -> list[dict[str, Any]]:
    """The orders with these keys as plain data."""
    return show_orders(_read(keys), caller)


def serialized_with_statuses(keys: Sequence[UUID], caller: Caller) -> list[dict[str, Any]]:
    """The same with their statuses."""
    return [show_order(order, caller) for order in _read(keys)]


def written(keys: Sequence[UUID], caller: Caller) -> str:
    """The orders with these keys as JSON by PostgreSQL."""
    return _written(keys, _words_for(caller))


def written_with_statuses(keys: Sequence[UUID], caller: Caller) -> str:
    """The same with their statuses."""
    return _written(keys, replace(_words_for(caller), has_statuses=True))


def _read(keys: Sequence[UUID]) -> list[Order]:
    found = {order.pk: order for order in with_parts(Order.objects.filter(pk__in=keys))}
    return [found[key] for key in keys]


def _words_for(caller: Caller) -> Words:
    return Words(AliasSql.of(NAME), caller.sees_payments, caller.rights.internal)


def _written(keys: Sequence[UUID], words: Words) -> str:
    values: dict[str, Any] = {
        "ids": list(keys),
        "labels": orjson.dumps({str(status.value): str(status.label) for status in OrderStatus}).decode(),
        "codes": orjson.dumps({status.name: str(status.value) for status in OrderStatus}).decode(),
        "default_names": orjson.dumps(DEFAULT_NAMES).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(words), values)
        shown_as: str = cursor.fetchone()[0]
    return shown_as


@lru_cache(maxsize=64)
def _statement(words: Words) -> str:
    addresses = " ".join(
        f'LEFT JOIN "addresses_customeraddress" {role} ON {role}.id = o.{role}_address_id'
        for role in ("billing", "shipping")
    )
    return (
        f"{PREPARED}WITH channels AS MATERIALIZED (SELECT c.id, c.time_zone, {NAMES} AS names FROM orders_channel c "
        "WHERE c.id IN (SELECT channel_id FROM orders_order WHERE id = ANY(%(ids)s::uuid[]))) "
        f"SELECT '[' || COALESCE(string_agg({_order(words)}, ',' ORDER BY picked.n), '') || ']' "
        "FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY picked(id, n) JOIN orders_order o ON o.id = picked.id "
        f"JOIN channels c ON c.id = o.channel_id JOIN addresses_customer u ON u.id = o.customer_id {addresses} "
        f"CROSS JOIN LATERAL (SELECT {digits_of('o.currency')} AS digits OFFSET 0) own "
        f"{last_payment(words)} {reductions()}"
    )


def _order(words: Words) -> str:
    return whole(
        **_identity(words),
        total=money("o.total"),
        tax=money("o.tax_amount"),
        is_paid=plain("o.is_paid"),
        **payment(words),
        **_address("billing", BILLING),
        **promotions(words),
        shipping_option=text("COALESCE(off.shipping_labels[1], o.shipping_option_slug)"),
        shipping_cost=money("o.shipping_amount"),
        **_address("shipping", SHIPPING),
        is_fulfilled=plain(one_of("o.shipping_status", SENT)),
        notes=_notes(words),
        marketing_source_id=text("NULLIF(o.marketing_source_id, '')"),
        marketing_source_choice=text("o.marketing_source"),
        marketing_source_other=text("o.marketing_source_other"),
        **_origin(words),
        line_items=line_items(words),
        **({"statuses": statuses(words)} if words.has_statuses else {}),
    )


def _identity(words: Words) -> dict[str, str]:
    return {
        "id": words.number(ExternalKind.ORDER, "o.id", "o.serial"),
        "user_id": _user_id(words),
        "user_email": text("CASE WHEN o.is_guest_checkout THEN '' ELSE o.customer_email END"),
        "current_status": current_status(words),
        "order_num": text("o.number"),
        "order_description": text("o.description"),
        "customer_note": text("o.customer_note"),
        "first_name": text("o.first_name"),
        "last_name": text("o.last_name"),
        "phone": text("o.phone"),
        "email": text("o.email"),
    }


def _user_id(words: Words) -> str:
    number = words.number(ExternalKind.CUSTOMER, "u.id", "u.serial")
    return f"CASE WHEN NOT o.is_guest_checkout THEN {number} END"


def _origin(words: Words) -> dict[str, str]:
    own = f"CASE WHEN o.web_order AND NOT o.admin_created THEN {_user_id(words)} END"
    return {
        "admin_created": plain("o.admin_created"),
        "web_order": plain("o.web_order"),
        "is_guest_checkout": plain("o.is_guest_checkout"),
        "created": moment("COALESCE(o.date_placed, o.created_at)"),
        "created_ip": quoted("COALESCE(host(o.created_ip), '')"),
        "created_user_id": f"COALESCE({own}, {words.user('o.created_by')})",
        "modified": f"CASE WHEN o.modified_by <> '' THEN {moment('o.updated_at')} ELSE {quoted(chr(39) * 2)} END",
        "modified_user_id": words.user("o.modified_by"),
    }


def _address(role: str, names: Sequence[str]) -> dict[str, str]:
    shown = {f"{role}_{name}": text(f"COALESCE({role}.{ADDRESS[name]}, '')") for name in names}
    return shown | {f"{role}_country": text(f"COALESCE(lower({role}.country_code), '')")}


def _notes(words: Words) -> str:
    if not words.sees_internal:
        return quoted("''")
    messages = "SELECT string_agg(message, E'\\n' ORDER BY id) FROM orders_note WHERE order_id = o.id"
    return text(f"COALESCE(({messages}), '')")
