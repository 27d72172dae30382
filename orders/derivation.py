"""The statuses that follow from an order's rows, by one pure function each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from orders.models import OrderItem
from orders.statuses import ItemStatus, OrderStatus, PaymentStatus, ShippingStatus

_ORDER_STATUS_FOR = {
    ItemStatus.PENDING: OrderStatus.CREATED,
    ItemStatus.APPROVED: OrderStatus.PROCESSING,
    ItemStatus.PACKAGE_WAITING: OrderStatus.PACKAGE_WAITING,
    ItemStatus.PACKAGED: OrderStatus.PACKAGED,
    ItemStatus.SHIPPED: OrderStatus.SHIPPED,
    ItemStatus.DELIVERED: OrderStatus.COMPLETED,
}


def payment_status(
    *, total: Decimal, paid: Decimal, refunded: Decimal, authorized: Decimal, terminated: bool
) -> PaymentStatus:
    """The payment status of an order. `terminated` means that it is cancelled or rejected."""
    if refunded > 0:
        return PaymentStatus.REFUNDED if refunded >= paid else PaymentStatus.PARTIALLY_REFUNDED
    if paid > 0:
        return PaymentStatus.PAID if paid >= total else PaymentStatus.PARTIALLY_PAID
    if authorized > 0:
        return PaymentStatus.AUTHORIZED
    if terminated:
        return PaymentStatus.CANCELLED
    return PaymentStatus.PAID if total == 0 else PaymentStatus.AWAITING_PAYMENT


def shipping_status(items: Sequence[OrderItem]) -> ShippingStatus:
    """The shipping status of an order, by the units of its items."""
    to_send = sum(item.quantity_shipped + item.quantity_open for item in items)
    shipped = sum(item.quantity_shipped for item in items)
    delivered = sum(item.quantity_delivered for item in items)
    if items and to_send == 0:
        return ShippingStatus.CANCELLED
    if shipped == 0:
        return ShippingStatus.READY
    if shipped < to_send:
        return ShippingStatus.PARTIALLY_SHIPPED
    return ShippingStatus.DELIVERED if delivered == shipped else ShippingStatus.SHIPPED


def status_following(items: Sequence[OrderItem]) -> OrderStatus:
    """The status of an order in fulfilment: its slowest live item's; without a live item, rejected or cancelled.

    An item that waits for a decision holds the order where the item came from, so that the order never has to go back.
    """
    waiting = [item for item in items if item.status == ItemStatus.CANCELLATION_WAITING]
    live = [item.status for item in items if item.status <= ItemStatus.DELIVERED]
    if live:
        came_from = [item.status_before_cancellation for item in waiting if item.status_before_cancellation]
        return _ORDER_STATUS_FOR[ItemStatus(min(live + came_from))]
    if waiting:
        return OrderStatus.CANCELLATION_WAITING
    if all(item.status == ItemStatus.REJECTED for item in items):
        return OrderStatus.REJECTED
    return OrderStatus.CANCELLED
