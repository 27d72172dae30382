"""Orders as JSON in Lunasoft's form, by PostgreSQL in one constant statement; elsewhere by `reading` (ADR 65)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from access.callers import Caller
from common.row_states import Rows
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database, seen
from dialects.common.finally_cancelled import finally_cancelled
from dialects.common.json_text import digits_of, one_of, plain, quoted, text, whole
from dialects.lunasoft.filters import NAME
from dialects.lunasoft.reading.order import CANCELLED, SENT, show_order, show_orders
from dialects.lunasoft.reading.page import with_parts
from dialects.lunasoft.rendering.lines import line_items
from dialects.lunasoft.rendering.money import last_payment, payment, promotions, reductions
from dialects.lunasoft.rendering.statuses import NAMES, current_status, statuses
from dialects.lunasoft.rendering.words import USERS, Words, money
from dialects.lunasoft.rendering.words import written as moment
from orders.models import ExternalKind, Order
from orders.models.status_names import DEFAULT_NAMES
from orders.statuses import OrderStatus

_IS_CANCELLED = f"{one_of('o.status', CANCELLED)} OR {finally_cancelled('o')}"
IS_PAID = f"CASE WHEN {_IS_CANCELLED} THEN o.amount_outstanding + o.amount_waived <= 0 ELSE o.is_paid END"
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


SOURCES = Sources(
    NAME,
    of_order=(Rows("payments_payment", "r.order_id = o.id"),),
    of_channel=(Rows("orders_paymentmethod", "r.channel_id = c.id"),),
    aliases=(
        (ExternalKind.ORDER, "o.id"),
        (ExternalKind.CUSTOMER, "o.customer_id"),
        (ExternalKind.USER, f"ANY({USERS})"),
    ),
    aliases_of_channel=(ExternalKind.PAYMENT_METHOD,),
)


def shown(rows: Sequence[Seen], caller: Caller) -> list[Any]:
    """The rows of a list, in this order, without their statuses: JSON that PostgreSQL wrote, or plain data."""
    return [*map(orjson.Fragment, written(rows, caller))] if is_written_by_database() else serialized(rows, caller)


def shown_one(order: Order, caller: Caller) -> Any:
    """One order as it is now, with its statuses."""
    (row,) = seen([order.pk], SOURCES)
    if is_written_by_database():
        return orjson.Fragment(written_with_statuses([row], caller)[0])
    return serialized_with_statuses([row], caller)[0]


def serialized(rows: Sequence[Seen], caller: Caller) -> list[dict[str, Any]]:
    """These orders as plain data."""
    return show_orders(_read(rows), caller)


def serialized_with_statuses(rows: Sequence[Seen], caller: Caller) -> list[dict[str, Any]]:
    """The same with their statuses."""
    return [show_order(order, caller) for order in _read(rows)]


def written(rows: Sequence[Seen], caller: Caller) -> list[bytes]:
    """These orders as JSON by PostgreSQL."""
    return _written(rows, caller)


def written_with_statuses(rows: Sequence[Seen], caller: Caller) -> list[bytes]:
    """The same with their statuses."""
    return _written(rows, caller, has_statuses=True)


def _read(rows: Sequence[Seen]) -> list[Order]:
    found = with_parts(Order.objects.all()).in_bulk([row.id for row in rows])
    return [found[row.id] for row in rows]


def _written(rows: Sequence[Seen], caller: Caller, *, has_statuses: bool = False) -> list[bytes]:
    def statement(aliases: AliasSql) -> str:
        return _statement(Words(aliases, caller.sees_payments, caller.rights.internal, has_statuses))

    return answers(rows, SOURCES, statement, _VALUES)


_VALUES = {
    "labels": orjson.dumps({str(status.value): str(status.label) for status in OrderStatus}).decode(),
    "codes": orjson.dumps({status.name: str(status.value) for status in OrderStatus}).decode(),
    "default_names": orjson.dumps(DEFAULT_NAMES).decode(),
}


@lru_cache(maxsize=64)
def _statement(words: Words) -> str:
    addresses = " ".join(
        f'LEFT JOIN "addresses_customeraddress" {role} ON {role}.id = o.{role}_address_id'
        for role in ("billing", "shipping")
    )
    return SOURCES.statement(
        words.aliases,
        _order(words),
        joins=f"JOIN addresses_customer u ON u.id = o.customer_id {addresses} "
        f"CROSS JOIN LATERAL (SELECT {digits_of('o.currency')} AS digits OFFSET 0) own "
        f"{last_payment(words)} {reductions()}",
        columns=f", c.time_zone, {NAMES} AS names",
    )


def _order(words: Words) -> str:
    return whole(
        **_identity(words),
        total=money("o.total"),
        tax=money("o.tax_amount"),
        is_paid=plain(IS_PAID),
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
