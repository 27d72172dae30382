"""What waits for a person: which orders, and who may do something about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from access.scopes import PERMISSION_FOR_SCOPE
from cancellations.models import CancellationPlan
from cancellations.statuses import UNDECIDED_PLANS, PlanStatus
from events.models import Message, MessageState
from orders.services.complete import watched_by_people
from orders.statuses import OrderStatus, ShippingStatus
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, RefundState

LATE_AFTER = timedelta(days=2)
"""So long after they were placed, orders that are paid should have been sent."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of work: which orders wait for it at a time, and the permission that lets a person do it."""

    permission: str
    orders: Callable[[datetime], Q]


def _refund_unknown(at: datetime) -> Q:
    unknown = Q(status=RefundState.UNKNOWN) | Q(status=RefundState.SENT, needs_human=True)
    return Q(pk__in=Refund.objects.filter(unknown).values("payment__order"))


def _refund_by_hand(at: datetime) -> Q:
    by_hand = Refund.objects.filter(status=RefundState.RESERVED, needs_human=True)
    stuck = CancellationPlan.objects.filter(status__in=[PlanStatus.MANUEL_REFUND_NEED, PlanStatus.FAILED])
    return Q(pk__in=by_hand.values("payment__order").union(stuck.values("order")))


def _plan_to_decide(at: datetime) -> Q:
    return Q(pk__in=CancellationPlan.objects.filter(status__in=UNDECIDED_PLANS).values("order"))


def _payment_to_confirm(at: datetime) -> Q:
    waiting = Payment.objects.filter(status__in=OPEN_PAYMENTS, method__in=watched_by_people())
    return Q(pk__in=waiting.values("order"))


def _payment_unknown(at: datetime) -> Q:
    return Q(pk__in=Payment.objects.filter(status__in=OPEN_PAYMENTS, needs_human=True).values("order"))


def _late_shipment(at: datetime) -> Q:
    return Q(
        status__in=[OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED],
        is_paid=True,
        shipping_status__in=[ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED],
        date_placed__lt=at - LATE_AFTER,
    )


def _mail_failed(at: datetime) -> Q:
    failed = Message.objects.filter(state__in=[MessageState.GIVEN_UP, MessageState.UNSURE])
    return Q(pk__in=failed.values("order"))


DUTIES: Mapping[str, Duty] = {
    "refund_unknown": Duty(PERMISSION_FOR_SCOPE["refunds:write"], _refund_unknown),
    "refund_by_hand": Duty(PERMISSION_FOR_SCOPE["refunds:write"], _refund_by_hand),
    "plan_to_decide": Duty(PERMISSION_FOR_SCOPE["cancellations:write"], _plan_to_decide),
    "payment_to_confirm": Duty(PERMISSION_FOR_SCOPE["payments:write"], _payment_to_confirm),
    "payment_unknown": Duty(PERMISSION_FOR_SCOPE["payments:write"], _payment_unknown),
    "late_shipment": Duty("orders.view_shipment", _late_shipment),
    "mail_failed": Duty("events.view_message", _mail_failed),
}
"""All kinds of work by name, the most urgent first."""
