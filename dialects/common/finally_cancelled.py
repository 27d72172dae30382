"""Orders that are finally cancelled: a cancellation of everything is decided, though its money is not back yet.

Published order APIs know no such state between. Nothing of such an order can be sent any more, and it ends cancelled:
it is shown as cancelled (ADR 97). The rule is written in Python, in SQL for PostgreSQL, and for the ORM.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from dialects.common.json_text import one_of
from orders.models import Order, OrderItem
from orders.statuses import CancelStatus, ItemStatus, OrderStatus, ShippingStatus

DECIDED = frozenset({CancelStatus.APPROVED, CancelStatus.WAITING_FOR_PAYMENT, CancelStatus.MANUEL_REFUND_NEED})
"""Cancellations that can only end completed."""


def is_finally_cancelled(order: Order) -> bool:
    """Whether nothing of the order was sent, nor ever will be."""
    if order.status != OrderStatus.CANCELLATION_WAITING or order.shipping_status != ShippingStatus.READY:
        return False
    waiting = [item for item in order.items.all() if item.status == ItemStatus.CANCELLATION_WAITING]
    return all(item.cancel_status in DECIDED for item in waiting)


def finally_cancelled(order: str) -> str:
    """The same of an order under this alias."""
    undecided = (
        f'SELECT FROM "{OrderItem._meta.db_table}" i WHERE i.order_id = {order}.id '
        f"AND i.status = {ItemStatus.CANCELLATION_WAITING.value} "
        f"AND (i.cancel_status IS NULL OR NOT {one_of('i.cancel_status', DECIDED)})"
    )
    return (
        f"({order}.status = {OrderStatus.CANCELLATION_WAITING.value} "
        f"AND {order}.shipping_status = '{ShippingStatus.READY.value}' AND NOT EXISTS ({undecided}))"
    )


def are_finally_cancelled() -> Q:
    """The same as a condition of orders."""
    waiting = OrderItem.objects.filter(order=OuterRef("pk"), status=ItemStatus.CANCELLATION_WAITING)
    is_candidate = Q(status=OrderStatus.CANCELLATION_WAITING, shipping_status=ShippingStatus.READY)
    return is_candidate & ~Q(Exists(waiting.exclude(cancel_status__in=DECIDED)))
