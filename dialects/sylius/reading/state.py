"""Sylius' three states of a placed order."""

from __future__ import annotations

from orders.models import Order
from orders.statuses import CancelStatus, ItemStatus, OrderStatus, ShippingStatus

NEW, CANCELLED, FULFILLED = "new", "cancelled", "fulfilled"
SENT = frozenset({ShippingStatus.SHIPPED, ShippingStatus.DELIVERED})
OVER_UNSENT = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})
DECIDED = frozenset({CancelStatus.APPROVED, CancelStatus.WAITING_FOR_PAYMENT, CancelStatus.MANUEL_REFUND_NEED})
"""A cancellation that is decided: only its money is still on its way back, and it ends completed."""


def state_of(order: Order) -> str:
    """The state: `fulfilled` is paid, with everything sent; `cancelled` does not wait for the money to be back."""
    is_sent = order.shipping_status in SENT
    if order.status in OVER_UNSENT or is_called_off(order):
        return CANCELLED
    if order.status == OrderStatus.REFUNDED and not is_sent:
        return CANCELLED
    is_done = is_sent or order.status == OrderStatus.COMPLETED
    return FULFILLED if order.is_paid and is_done else NEW


def is_called_off(order: Order) -> bool:
    """Whether nothing of the order was sent, nor ever will be: the cancellation of everything is decided."""
    if order.status != OrderStatus.CANCELLATION_WAITING or order.shipping_status != ShippingStatus.READY:
        return False
    waiting = [item for item in order.items.all() if item.status == ItemStatus.CANCELLATION_WAITING]
    return all(item.cancel_status in DECIDED for item in waiting)
