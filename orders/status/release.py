"""Releasing orders on hold: by a person, or when the end of the hold has come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

import structlog
from django.utils.translation import gettext_noop as _

from common.actors import SYSTEM, Actor
from common.fsm import no_such_edge
from orders.change import Change, changing
from orders.models import Order
from orders.progress import follow_items
from orders.statuses import IN_FULFILMENT, OrderStatus

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 1000


def release_order(order: Order, *, actor: Actor, at: datetime, note: str = "", notify_customer: bool = False) -> Order:
    """Take an order off hold: it goes back to the status it came from.

    Raises:
        TransitionRefused: it is not on hold.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unheld(change.order)
        release(change, note=note, notify_customer=notify_customer)
    return change.order


def refuse_unheld(order: Order) -> None:
    """Raises:
    TransitionRefused: the order is not on hold.
    """
    if order.status != OrderStatus.HOLD:
        raise no_such_edge(order, order.status_before_hold)


def release(change: Change, *, note: str = "", notify_customer: bool = False) -> None:
    """Release an order, and update it from its items. Call under the order's lock."""
    change.move("release", note=note, notify_customer=notify_customer)
    if change.order.status in IN_FULFILMENT:
        follow_items(change)


def release_due(at: datetime) -> dict[str, int]:
    """Release the orders whose hold has ended. An error with one does not stop the rest. Run by the worker."""
    done: Counter[str] = Counter()
    due = Order.objects.filter(status=OrderStatus.HOLD, hold_until__lte=at).order_by("hold_until", "id")
    for order_id in due.values_list("id", flat=True)[:MOST_AT_ONCE]:
        try:
            done[_release_if_due(order_id, at)] += 1
        except Exception:
            log.exception("hold_stuck", order=str(order_id))
            done["failed"] += 1
    return dict(done)


def _release_if_due(order_id: UUID, at: datetime) -> str:
    with changing(Order.objects.get(pk=order_id), actor=SYSTEM, at=at) as change:
        order = change.order
        if order.status != OrderStatus.HOLD or order.hold_until is None or order.hold_until > at:
            return "left_alone"
        release(change, note=_("The hold has ended."))
    return "released"
