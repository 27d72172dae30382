"""Reminding customers of unpaid orders, then cancelling these. Run by the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from cancellations.models import PlanLine
from common.actors import SYSTEM
from common.money import format_amount
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.shipment_state import cancel_unshipped
from orders.models import Channel, Order
from orders.money.cancel_payment import ask_to_cancel, stop_payments
from orders.statuses import PAYABLE, TERMINATED, PaymentStatus
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS, UNFINISHED_PAYMENTS

log = structlog.get_logger(__name__)

GRACE = timedelta(minutes=15)
"""How long a customer who has just begun to pay is left to finish."""

PATIENCE = timedelta(minutes=1)
MOST_AT_ONCE = 1000


def expire_unpaid(at: datetime) -> dict[str, int]:
    """Cancel the orders that were not paid within their channel's time, and return how many. An error with one does not
    stop the rest."""
    done: Counter[str] = Counter()
    for channel in Channel.objects.filter(unpaid_expiry_minutes__isnull=False):
        due = unpaid_since(channel, at - timedelta(minutes=channel.unpaid_expiry_minutes or 0))
        for order_id in _some(due):
            done[_tried(order_id, at, _expire)] += 1
    done["payments_stopped"] += _stop_stray_payments(at)
    return dict(+done)


def remind_unpaid(at: datetime) -> dict[str, int]:
    """Remind customers who can be reached by e-mail, once, of orders that were not paid within their channel's time."""
    done: Counter[str] = Counter()
    for channel in Channel.objects.filter(unpaid_reminder_minutes__isnull=False):
        due = unpaid_since(channel, at - timedelta(minutes=channel.unpaid_reminder_minutes or 0))
        for order_id in _some(due.filter(reminded_at=None).exclude(email="")):
            done[_tried(order_id, at, _remind)] += 1
    return dict(done)


def unpaid_since(channel: Channel, moment: datetime) -> QuerySet[Order]:
    """Orders of a channel that were placed by then, await payment, and were not approved without it. An order that was
    entered later than the customer ordered has its full time from its entry."""
    return Order.objects.filter(
        channel=channel,
        status__in=PAYABLE,
        payment_status=PaymentStatus.AWAITING_PAYMENT,
        date_placed__lte=moment,
        created_at__lte=moment,
        approved_at=None,
    )


def _some(orders: QuerySet[Order]) -> Iterator[UUID]:
    return orders.order_by("date_placed", "id").values_list("id", flat=True)[:MOST_AT_ONCE].iterator()


def _tried(order_id: UUID, at: datetime, act: Callable[[Order, datetime], str]) -> str:
    """The outcome for one order; an error does not stop the others."""
    try:
        return act(Order.objects.get(pk=order_id), at)
    except Exception:
        log.exception("unpaid_order_stuck", order=str(order_id))
        return "failed"


def _expire(order: Order, at: datetime) -> str:
    with changing(order, actor=SYSTEM, at=at) as change:
        if not _still_unpaid(change) or _is_being_paid(change.order, at):
            return "left_alone"
        change.move("cancel", note=_("It was not paid in time."))
        cancel_unshipped(change)
        change.record(EventType.ORDER_EXPIRED, **_about(change.order))
    stop_payments(order, actor=SYSTEM, at=at)
    return "expired"


def _remind(order: Order, at: datetime) -> str:
    with changing(order, actor=SYSTEM, at=at) as change:
        if not _still_unpaid(change) or change.order.reminded_at:
            return "left_alone"
        change.order.reminded_at = at
        change.record(EventType.ORDER_REMINDED, **_about(change.order))
    return "reminded"


def _still_unpaid(change: Change) -> bool:
    """Whether it still is, under the order's lock."""
    order = change.order
    awaits = (
        order.status in PAYABLE and order.payment_status == PaymentStatus.AWAITING_PAYMENT and not order.approved_at
    )
    return awaits and not PlanLine.objects.filter(plan__order=order, open=True).exists()


def _is_being_paid(order: Order, at: datetime) -> bool:
    begun = Payment.objects.filter(order=order, status__in=UNFINISHED_PAYMENTS, created_at__gt=at - GRACE)
    return begun.exists()


def _about(order: Order) -> dict[str, str]:
    return {"amount_outstanding": format_amount(order.amount_outstanding, order.currency), "currency": order.currency}


def _stop_stray_payments(at: datetime) -> int:
    """Void payments of cancelled orders whose cancellation was interrupted."""
    stray = Payment.objects.filter(
        status__in=OPEN_PAYMENTS, asking="", order__status__in=TERMINATED, updated_at__lte=at - PATIENCE
    )
    rows = list(stray.select_related("order__channel").order_by("updated_at", "id")[:MOST_AT_ONCE])
    return sum(_stopped(payment, at) for payment in rows)


def _stopped(payment: Payment, at: datetime) -> bool:
    try:
        return ask_to_cancel(payment.order, payment, actor=SYSTEM, at=at)
    except Exception:
        log.exception("stray_payment_stuck", payment=str(payment.pk))
        return False
