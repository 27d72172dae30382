"""Orders as Lunasoft shows them: its keys in its order, scalars as texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from access.callers import Caller
from addresses.models import CustomerAddress
from dialects.common.finally_cancelled import is_finally_cancelled
from dialects.lunasoft.reading.lines import line_items
from dialects.lunasoft.reading.money import payment_of, promotions_of
from dialects.lunasoft.reading.page import Page, money, written
from dialects.lunasoft.reading.statuses import current_status, statuses_of
from orders.models import AdjustmentType, ExternalKind, Order
from orders.statuses import OrderStatus, ShippingStatus

SENT = frozenset({ShippingStatus.SHIPPED, ShippingStatus.DELIVERED})
CANCELLED = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})


def show_orders(orders: Sequence[Order], caller: Caller) -> list[dict[str, Any]]:
    """The rows of a list: orders without their statuses. They were read with their parts."""
    page = Page(orders, caller)
    return [_row(order, page) for order in orders]


def show_order(order: Order, caller: Caller) -> dict[str, Any]:
    """One order, with its statuses."""
    page = Page([order], caller)
    return {**_row(order, page), "statuses": statuses_of(order, page)}


def _row(order: Order, page: Page) -> dict[str, Any]:
    return {
        **_identity(order, page),
        "total": money(order.total, order),
        "tax": money(order.tax_amount, order),
        "is_paid": is_paid(order),
        **payment_of(order, page),
        **_billing(order.billing_address),
        **promotions_of(order, page),
        "shipping_option": _shipping_option(order),
        "shipping_cost": money(order.shipping_amount, order),
        **_shipping(order.shipping_address),
        "is_fulfilled": order.shipping_status in SENT,
        "notes": "\n".join(note.message for note in order.notes.all()) if page.sees_internal else "",
        "marketing_source_id": order.marketing_source_id or None,
        "marketing_source_choice": order.marketing_source,
        "marketing_source_other": order.marketing_source_other,
        **_origin(order, page),
        "line_items": line_items(order, page),
    }


def is_paid(order: Order) -> bool:
    """Whether nothing is owed. What a cancelled order lacked is not asked for any more, and was not paid either."""
    if order.status in CANCELLED or is_finally_cancelled(order):
        return order.amount_outstanding + order.amount_waived <= 0
    return order.is_paid


def _identity(order: Order, page: Page) -> dict[str, Any]:
    return {
        "id": page.number(ExternalKind.ORDER, order.pk, order.serial),
        "user_id": _user_id(order, page),
        "user_email": "" if order.is_guest_checkout else order.customer_email,
        "current_status": current_status(order, page),
        "order_num": order.number,
        "order_description": order.description,
        "customer_note": order.customer_note,
        "first_name": order.first_name,
        "last_name": order.last_name,
        "phone": order.phone,
        "email": order.email,
    }


def _user_id(order: Order, page: Page) -> str | None:
    return None if order.is_guest_checkout else page.customer(order)


def _origin(order: Order, page: Page) -> dict[str, Any]:
    kind, _, id = order.created_by.partition(":")
    own = _user_id(order, page) if order.web_order and not order.admin_created else None
    return {
        "admin_created": order.admin_created,
        "web_order": order.web_order,
        "is_guest_checkout": order.is_guest_checkout,
        "created": written(order.date_placed or order.created_at, order),
        "created_ip": order.created_ip or "",
        "created_user_id": own or page.user(kind, id),
        "modified": written(order.updated_at, order) if order.modified_by else "",
        "modified_user_id": page.user(*order.modified_by.partition(":")[::2]),
    }


def _billing(address: CustomerAddress | None) -> dict[str, str]:
    shown = address or CustomerAddress()
    return {
        "billing_first_name": shown.first_name,
        "billing_last_name": shown.last_name,
        "billing_phone": shown.phone_number,
        "billing_email": shown.email,
        "billing_address": shown.line,
        "billing_city": shown.city_name,
        "billing_state": shown.state,
        "billing_zip": shown.postcode,
        "billing_country": shown.country_code.lower(),
    }


def _shipping(address: CustomerAddress | None) -> dict[str, str]:
    shown = address or CustomerAddress()
    return {
        "shipping_first_name": shown.first_name,
        "shipping_last_name": shown.last_name,
        "shipping_phone": shown.phone_number,
        "shipping_company": shown.company_name,
        "shipping_address": shown.line,
        "shipping_address2": shown.line2,
        "shipping_city": shown.city_name,
        "shipping_state": shown.state,
        "shipping_zip": shown.postcode,
        "shipping_country": shown.country_code.lower(),
    }


def _shipping_option(order: Order) -> str:
    """What the shipping is called that was paid for, or else its slug."""
    labels = (row.label for row in order.adjustments.all() if row.type == AdjustmentType.SHIPPING and row.label)
    return next(labels, order.shipping_option_slug)
