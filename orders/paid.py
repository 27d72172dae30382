"""What follows when an order is paid in full."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from common.money import format_amount
from events.types import EventType
from orders.change import Change
from orders.hold import approve_held
from orders.models import OrderItem
from orders.progress import approve_items, save_items
from orders.statuses import LIVE_ITEMS, PAYABLE, TERMINATED, OrderStatus


def follow_paid(change: Change) -> None:
    """Record that the order is paid, and start fulfilment where it waited for the money. Moves no goods.

    Call under the order's lock, when nothing is outstanding any more.
    """
    order = change.order
    if order.status in TERMINATED or not (order.amount_paid or _has_live_items(change)):
        return
    order.paid_at = order.paid_at or change.at
    paid = format_amount(order.amount_paid, order.currency)
    change.record(EventType.ORDER_PAID, amount_paid=paid, currency=order.currency)
    if order.status == OrderStatus.HOLD:
        approve_held(change)
    elif order.status in PAYABLE:
        change.move("process", note=_("Paid in full.") if order.amount_paid else _("Nothing is to be paid."))
        approve_items(change)
        save_items(change)


def follow_nothing_due(change: Change, items: Sequence[OrderItem]) -> None:
    """Mark an order that costs nothing as paid, when it is placed or changed to cost nothing."""
    if change.order.is_paid and change.order.status in PAYABLE:
        change.items = list(items)
        follow_paid(change)


def _has_live_items(change: Change) -> bool:
    return any(item.status in LIVE_ITEMS for item in change.items)
