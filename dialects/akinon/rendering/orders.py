"""Orders and addresses as JSON in Akinon's form: written by PostgreSQL, by `reading` elsewhere (ADR 65)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from addresses.models import CustomerAddress
from dialects.akinon.imported_ids import NAME
from dialects.akinon.reading import show_addresses, show_orders
from dialects.akinon.rendering.words import CURRENCY, Words, amount, moment, rate
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database
from dialects.common.json_text import plain, quoted, some_text, text, whole
from orders.models import ExternalKind, Order

ORDERS = Sources(
    NAME,
    aliases=(
        (ExternalKind.ORDER, "o.id"),
        (ExternalKind.CHANNEL, "o.channel_id"),
        (ExternalKind.ADDRESS, "ANY(ARRAY[o.shipping_address_id, o.billing_address_id])"),
    ),
)
ADDRESSES = Sources(
    NAME,
    picked='JOIN "addresses_customeraddress" a ON a.id = picked.id',
    states=("a",),
    aliases=((ExternalKind.ADDRESS, "a.id"), (ExternalKind.COUNTRY, "a.country_id")),
)


def shown_orders(rows: Sequence[Seen]) -> list[Any]:
    """These orders, in this order: JSON that PostgreSQL wrote, or plain data."""
    return [*map(orjson.Fragment, written_orders(rows))] if is_written_by_database() else serialized_orders(rows)


def shown_addresses(rows: Sequence[Seen]) -> list[Any]:
    """Addresses likewise."""
    return [*map(orjson.Fragment, written_addresses(rows))] if is_written_by_database() else serialized_addresses(rows)


def serialized_orders(rows: Sequence[Seen]) -> list[dict[str, Any]]:
    """These orders as plain data."""
    found = Order.objects.in_bulk([row.id for row in rows])
    return show_orders([found[row.id] for row in rows])


def serialized_addresses(rows: Sequence[Seen]) -> list[dict[str, Any]]:
    """Addresses likewise."""
    found = CustomerAddress.objects.in_bulk([row.id for row in rows])
    return show_addresses([found[row.id] for row in rows])


def written_orders(rows: Sequence[Seen]) -> list[bytes]:
    """These orders as JSON by PostgreSQL."""
    return answers(rows, ORDERS, _orders_statement, {})


def written_addresses(rows: Sequence[Seen]) -> list[bytes]:
    """Addresses likewise."""
    return answers(rows, ADDRESSES, _addresses_statement, {})


@lru_cache(maxsize=16)
def _orders_statement(aliases: AliasSql) -> str:
    words = Words(aliases)
    shown = whole(
        id=words.id(ExternalKind.ORDER, "o.id"),
        number=text("o.number"),
        datasource=words.id(ExternalKind.CHANNEL, "o.channel_id"),
        shipping_address=words.id(ExternalKind.ADDRESS, "o.shipping_address_id"),
        billing_address=words.id(ExternalKind.ADDRESS, "o.billing_address_id"),
        date_placed=moment("o.date_placed"),
        status=plain("o.status / 100 * 100"),
        currency=quoted("lower(o.currency)"),
        **_amounts(),
        invoice_number=some_text("o.invoice_number"),
        invoice_date=moment("o.invoice_date"),
        e_archive_url=some_text("o.e_archive_url"),
        tracking_number=some_text("o.tracking_number"),
        shipping_company=some_text("o.shipping_company"),
        cargo_company=some_text("o.cargo_company"),
        has_gift_box=plain("o.has_gift_box"),
        gift_box_note=some_text("o.gift_box_note"),
        language_code=some_text("o.language_code"),
        notes=some_text("o.customer_note"),
        delivery_range=moment("o.delivery_range"),
        shipping_option_slug=some_text("o.shipping_option_slug"),
        extra_field=plain("o.extra_field"),
        cancel_status=text("o.cancel_status"),
        shipping_interest_amount=amount("o.shipping_interest_amount"),
    )
    return ORDERS.statement(aliases, shown, joins=CURRENCY)


def _amounts() -> dict[str, str]:
    return {
        "amount": amount("o.total"),
        "discount_amount": amount("o.discount_amount"),
        "shipping_amount": amount("o.shipping_amount"),
        "shipping_tax_rate": rate("o.shipping_tax_rate"),
        "refund_amount": amount("o.refund_amount"),
        "discount_refund_amount": amount("o.discount_refund_amount"),
        "shipping_refund_amount": amount("o.shipping_refund_amount"),
    }


@lru_cache(maxsize=16)
def _addresses_statement(aliases: AliasSql) -> str:
    words = Words(aliases)
    shown = whole(
        id=words.id(ExternalKind.ADDRESS, "a.id"),
        **{name: some_text(f"a.{name}") for name in ("email", "phone_number", "first_name", "last_name", "line")},
        is_active=plain("a.is_active"),
        **{name: some_text(f"a.{name}") for name in ("postcode", "notes", "company_name", "tax_office", "tax_no")},
        e_bill_taxpayer=plain("a.e_bill_taxpayer"),
        identity_number=some_text("a.identity_number"),
        country=words.id(ExternalKind.COUNTRY, "a.country_id"),
        city=text("a.city_id"),
        township=text("a.township_id"),
        district=text("a.district_id"),
    )
    return ADDRESSES.statement(aliases, shown)
