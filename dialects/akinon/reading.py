"""What orders and addresses look like in Akinon: keys in the printed order, empty texts as null."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from addresses.models import CustomerAddress
from common.money import format_amount
from dialects.akinon.imported_ids import ImportedIds
from dialects.common.times import in_utc
from orders.models import ExternalKind, Order


def show_orders(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Orders in the printed order of their keys."""
    keys = ((row.pk, row.channel_id, row.shipping_address_id, row.billing_address_id) for row in orders)
    ids = ImportedIds(chain.from_iterable(keys))
    return [_show_order(order, ids) for order in orders]


def _show_order(order: Order, ids: ImportedIds) -> dict[str, Any]:
    return {
        "id": ids.id(ExternalKind.ORDER, order.pk),
        "number": order.number,
        "datasource": ids.id(ExternalKind.CHANNEL, order.channel_id),
        "shipping_address": ids.id_or_null(ExternalKind.ADDRESS, order.shipping_address_id),
        "billing_address": ids.id_or_null(ExternalKind.ADDRESS, order.billing_address_id),
        "date_placed": time_or_null(order.date_placed),
        "status": order.status // 100 * 100,
        "currency": order.currency.lower(),
        **_amounts(order),
        "invoice_number": order.invoice_number or None,
        "invoice_date": time_or_null(order.invoice_date),
        "e_archive_url": order.e_archive_url or None,
        "tracking_number": order.tracking_number or None,
        "shipping_company": order.shipping_company or None,
        "cargo_company": order.cargo_company or None,
        "has_gift_box": order.has_gift_box,
        "gift_box_note": order.gift_box_note or None,
        "language_code": order.language_code or None,
        "notes": order.customer_note or None,
        "delivery_range": time_or_null(order.delivery_range),
        "shipping_option_slug": order.shipping_option_slug or None,
        "extra_field": order.extra_field,
        "cancel_status": order.cancel_status,
        "shipping_interest_amount": format_amount(order.shipping_interest_amount, order.currency),
    }


def _amounts(order: Order) -> dict[str, str | None]:
    def amount(column: str) -> str:
        return format_amount(getattr(order, column), order.currency)

    return {
        "amount": amount("total"),
        "discount_amount": amount("discount_amount"),
        "shipping_amount": amount("shipping_amount"),
        "shipping_tax_rate": rate_or_null(order.shipping_tax_rate),
        "refund_amount": amount("refund_amount"),
        "discount_refund_amount": amount("discount_refund_amount"),
        "shipping_refund_amount": amount("shipping_refund_amount"),
    }


def show_addresses(addresses: Sequence[CustomerAddress]) -> list[dict[str, Any]]:
    """Addresses of customers in the printed order of their keys."""
    ids = ImportedIds(chain.from_iterable((address.pk, address.country_id) for address in addresses))
    return [_show_address(address, ids) for address in addresses]


def _show_address(address: CustomerAddress, ids: ImportedIds) -> dict[str, Any]:
    return {
        "id": ids.id(ExternalKind.ADDRESS, address.pk),
        "email": address.email or None,
        "phone_number": address.phone_number or None,
        "first_name": address.first_name or None,
        "last_name": address.last_name or None,
        "line": address.line or None,
        "is_active": address.is_active,
        "postcode": address.postcode or None,
        "notes": address.notes or None,
        "company_name": address.company_name or None,
        "tax_office": address.tax_office or None,
        "tax_no": address.tax_no or None,
        "e_bill_taxpayer": address.e_bill_taxpayer,
        "identity_number": address.identity_number or None,
        "country": ids.id_or_null(ExternalKind.COUNTRY, address.country_id),
        "city": _id(address.city_id),
        "township": _id(address.township_id),
        "district": _id(address.district_id),
    }


def _id(key: object) -> str | None:
    return None if key is None else str(key)


def rate_or_null(rate: Decimal | None) -> str | None:
    """A rate in per cent with two digits, or null."""
    return None if rate is None else str(rate.quantize(Decimal("0.01"), ROUND_HALF_UP))


def time_or_null(moment: datetime | None) -> str | None:
    """A time, or null."""
    return None if moment is None else in_utc(moment)
