"""Orders as JSON in Sylius' form: written by PostgreSQL in one constant statement, by `reading` elsewhere (ADR 65)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from access.callers import Caller
from common.row_states import Rows
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database, seen
from dialects.common.finally_cancelled import finally_cancelled
from dialects.common.json_text import digits_of, one_of, plain, quoted, some_text, sparse, ten_thousandths_in_a_unit
from dialects.common.links import prefix
from dialects.sylius.reading.order import show_orders
from dialects.sylius.reading.page import NAME, with_parts
from dialects.sylius.reading.state import CANCELLED, FULFILLED, NEW, OVER_UNSENT, SENT
from dialects.sylius.rendering.items import items, order_adjustments
from dialects.sylius.rendering.payments import payments
from dialects.sylius.rendering.people import address, customer
from dialects.sylius.rendering.shipments import shipments
from dialects.sylius.rendering.words import Words, link, minor
from dialects.sylius.rendering.words import written as moment
from orders.models import ExternalKind, Order
from orders.money.complete import watched_by_people
from orders.statuses import OrderStatus

SOURCES = Sources(
    NAME,
    picked="JOIN orders_order o ON o.id = picked.id JOIN addresses_customer u ON u.id = o.customer_id "
    "LEFT JOIN access_user account ON account.id = u.user_id "
    "LEFT JOIN addresses_customeraddress shipping ON shipping.id = o.shipping_address_id "
    "LEFT JOIN addresses_customeraddress billing ON billing.id = o.billing_address_id",
    states=("o", "u", "account", "shipping", "billing"),
    of_order=(Rows("payments_payment", "r.order_id = o.id"),),
    of_channel=(
        Rows("orders_paymentmethod", "r.channel_id = c.id"),
        Rows("orders_shippingmethod", "r.channel_id = c.id"),
    ),
    aliases=(
        (ExternalKind.ORDER, "o.id"),
        (ExternalKind.CUSTOMER, "o.customer_id"),
        (ExternalKind.USER, "o.customer_id"),
    ),
    aliases_of_channel=(ExternalKind.CHANNEL, ExternalKind.PAYMENT_METHOD, ExternalKind.SHIPPING_METHOD),
)


def shown(rows: Sequence[Seen], caller: Caller) -> list[Any]:
    """These orders, in this order: JSON that PostgreSQL wrote, or plain data."""
    return [*map(orjson.Fragment, written(rows, caller))] if is_written_by_database() else serialized(rows, caller)


def shown_one(order: Order, caller: Caller) -> Any:
    """One order, as it is now."""
    return shown(seen([order.pk], SOURCES), caller)[0]


def serialized(rows: Sequence[Seen], caller: Caller) -> list[dict[str, Any]]:
    """These orders as plain data."""
    found = with_parts(Order.objects.all()).in_bulk([row.id for row in rows])
    return show_orders([found[row.id] for row in rows], caller)


def written(rows: Sequence[Seen], caller: Caller) -> list[bytes]:
    """The same as JSON by PostgreSQL."""
    values: dict[str, Any] = {
        "base": orjson.dumps(f"{prefix()}/api/v1/").decode()[1:-1],
        "watched": watched_by_people(),
    }
    return answers(rows, SOURCES, lambda aliases: _statement(Words(aliases, caller.sees_payments)), values)


@lru_cache(maxsize=64)
def _statement(words: Words) -> str:
    """Of several ways to be paid by hand, a channel's first one is what `orders.money.record.by_hand` says."""
    by_hand = (
        "(SELECT w.name FROM unnest(%(watched)s::text[]) WITH ORDINALITY w(name, n) "
        "WHERE c.payment_methods IS NULL OR jsonb_exists(c.payment_methods, w.name) ORDER BY w.n LIMIT 1)"
    )
    order_link = link("orders", _number(words))
    own = (
        f"{ten_thousandths_in_a_unit('o.currency')} AS unit, {digits_of('o.currency')} AS digits, "
        f"{order_link} AS link, {_state()} AS state"
    )
    return SOURCES.statement(
        words.aliases,
        _order(words),
        joins=f"CROSS JOIN LATERAL (SELECT {own} OFFSET 0) own",
        columns=f", c.time_zone, c.locale, {by_hand} AS by_hand, {_channel(words)} AS shown",
    )


def _number(words: Words) -> str:
    return words.number(ExternalKind.ORDER, "o.id", "o.serial")


def _order(words: Words) -> str:
    return sparse(
        id=_number(words),
        checkout_completed_at=moment("o.date_placed"),
        number=some_text("o.number"),
        items=items(words),
        items_total=minor("o.subtotal"),
        adjustments=order_adjustments(words),
        adjustments_total=minor("o.adjustments_total"),
        total=minor("o.total"),
        state=quoted("own.state"),
        customer=customer(words),
        channel="c.shown",
        shipping_address=address("shipping_address", words),
        billing_address=address("billing_address", words),
        payments=payments(words),
        shipments=shipments(words),
        currency_code=quoted("o.currency"),
        locale_code=some_text("COALESCE(NULLIF(o.language_code, ''), c.locale)"),
        checkout_state=quoted("'completed'"),
    )


def _state() -> str:
    is_sent = one_of("o.shipping_status", SENT)
    is_refunded, is_complete = (f"o.status = {s.value}" for s in (OrderStatus.REFUNDED, OrderStatus.COMPLETED))
    has_ended = f"{one_of('o.status', OVER_UNSENT)} OR ({is_refunded} AND NOT {is_sent}) OR {finally_cancelled('o')}"
    is_done = f"o.is_paid AND ({is_sent} OR {is_complete})"
    return f"CASE WHEN {has_ended} THEN '{CANCELLED}' WHEN {is_done} THEN '{FULFILLED}' ELSE '{NEW}' END"


def _channel(words: Words) -> str:
    number = words.number(ExternalKind.CHANNEL, "c.id", "c.serial")
    return sparse(
        id=number,
        code=some_text("c.code"),
        name=some_text("c.name"),
        description=some_text("c.description"),
        hostname=some_text("c.hostname"),
        color=some_text("c.color"),
        created_at=moment("c.created_at"),
        updated_at=moment("c.updated_at"),
        enabled=plain("c.enabled"),
        tax_calculation_strategy=some_text("c.tax_calculation_strategy"),
        _links=sparse(self=link("channels", number)),
    )
