"""Orders as Sylius shows them: its keys in its order, and no key without a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from access.callers import Caller
from dialects.common.amounts import in_minor_units
from dialects.sylius.reading.items import items_of, number_of, order_adjustments
from dialects.sylius.reading.page import Page, present, written
from dialects.sylius.reading.payments import payments_of, show_payment
from dialects.sylius.reading.people import address_of, customer_of
from dialects.sylius.reading.shipments import shipments_of
from dialects.sylius.reading.state import state_of
from orders.models import Order


def show_orders(orders: Sequence[Order], caller: Caller) -> list[dict[str, Any]]:
    """The orders, which were read with their parts."""
    page = Page(orders, caller)
    return [show_order(order, page) for order in orders]


def show_order(order: Order, page: Page) -> dict[str, Any]:
    """One order."""
    payments = payments_of(order) if page.caller.sees_payments else []
    return present(
        id=number_of(order, page),
        checkout_completed_at=written(order.date_placed, order.channel) if order.date_placed else None,
        number=order.number,
        items=items_of(order, page),
        items_total=in_minor_units(order.subtotal, order.currency),
        adjustments=order_adjustments(order, page),
        adjustments_total=in_minor_units(order.adjustments_total, order.currency),
        total=in_minor_units(order.total, order.currency),
        state=state_of(order),
        customer=customer_of(order, page),
        channel=page.channel(order.channel),
        shipping_address=address_of(order, "shipping_address", page),
        billing_address=address_of(order, "billing_address", page),
        payments=[show_payment(order, payment, page) for payment in payments],
        shipments=shipments_of(order, page),
        currency_code=order.currency,
        locale_code=order.language_code or order.channel.locale,
        checkout_state="completed",
    )
