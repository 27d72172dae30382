"""Sylius' three states of a placed order."""

from __future__ import annotations

from dialects.common.finally_cancelled import is_finally_cancelled
from orders.models import Order
from orders.statuses import OrderStatus, ShippingStatus

NEW, CANCELLED, FULFILLED = "new", "cancelled", "fulfilled"
SENT = frozenset({ShippingStatus.SHIPPED, ShippingStatus.DELIVERED})
OVER_UNSENT = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})


def state_of(order: Order) -> str:
    """The state: `fulfilled` is paid, with everything sent; `cancelled` does not wait for the money to be back."""
    is_sent = order.shipping_status in SENT
    if order.status in OVER_UNSENT or is_finally_cancelled(order):
        return CANCELLED
    if order.status == OrderStatus.REFUNDED and not is_sent:
        return CANCELLED
    is_done = is_sent or order.status == OrderStatus.COMPLETED
    return FULFILLED if order.is_paid and is_done else NEW
