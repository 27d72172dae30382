"""What waits for a person: which orders, and who may do something about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from access.callers import Caller
from access.scopes import PERMISSION_FOR_SCOPE
from cancellations.models import CancellationPlan
from cancellations.statuses import UNDECIDED_PLANS, PlanStatus
from events.models import UNDELIVERED, Delivery, MailText, Message
from events.models.delivery import DeliveryQuerySet
from events.models.mail_text import MailTextQuerySet
from orders.models import Order
from orders.models.order import PAID_AND_UNSENT
from orders.money.complete import watched_by_people
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, Attention, RefundState

LATE_AFTER = timedelta(days=2)
"""How long after their placement paid orders should have been sent."""

_ROWS_AN_ORDER = 2
"""How many waiting rows are read at first for each order that is to be counted."""

_TIMES_MORE = 8
"""The factor by which more rows are read, until they are of enough orders or all are read."""

OrderIds = QuerySet[Any, Any]
"""The ids of orders as `waits`; one may come up again for each of its rows that waits."""


@dataclass(frozen=True, slots=True)
class OrderQueue:
    """A kind of work: which orders wait for it at a time, and the permission that lets a person do it.

    `channel` leads from the rows that wait to their channel.
    """

    permission: str
    waiting: Callable[[datetime], OrderIds]
    channel: str = "order__channel"

    def orders(self, at: datetime) -> Q:
        """The condition that an order waits."""
        return Q(pk__in=self.waiting(at))

    def count(self, at: datetime, *, most: int, channels: Collection[UUID] | None = None) -> int:
        """How many orders wait, in these channels or in all; when more than `most` do, `most + 1`, without looking at
        them all."""
        within = Q() if channels is None else Q(**{f"{self.channel}__in": channels})
        rows = (most + 1) * _ROWS_AN_ORDER
        while True:
            looked_at = self.waiting(at).filter(within)[:rows]
            seen: dict[str, int] = looked_at.aggregate(rows=Count("waits"), orders=Count("waits", distinct=True))
            if seen["orders"] > most or seen["rows"] < rows:
                return min(seen["orders"], most + 1)
            rows *= _TIMES_MORE


@dataclass(frozen=True, slots=True)
class RowQueue:
    """Work that is about no order: the rows that wait, and the permission that lets a person do it."""

    permission: str
    waiting: Callable[[], DeliveryQuerySet | MailTextQuerySet]

    def count(self, caller: Caller, *, most: int) -> int:
        """How many rows wait in the caller's reach; when more than `most` do, `most + 1`, without counting them all."""
        return self.waiting().visible_to(caller).values("pk")[: most + 1].count()


def _refund_unknown(at: datetime) -> OrderIds:
    unknown = Q(status=RefundState.UNKNOWN) | Q(status=RefundState.SENT, needs_human=True)
    return Refund.objects.filter(unknown).values(waits=F("payment__order"))


def _refund_manually(at: datetime) -> OrderIds:
    reserved = Refund.objects.filter(status=RefundState.RESERVED, needs_human=True)
    return reserved.exclude(attention=Attention.DISPUTED).values(waits=F("payment__order"))


def _plan_to_decide(at: datetime) -> OrderIds:
    return CancellationPlan.objects.filter(status__in=UNDECIDED_PLANS).values(waits=F("order"))


def _plan_failed(at: datetime) -> OrderIds:
    return CancellationPlan.objects.filter(status=PlanStatus.FAILED).values(waits=F("order"))


def _payment_to_confirm(at: datetime) -> OrderIds:
    return Payment.objects.filter(status__in=OPEN_PAYMENTS, method__in=watched_by_people()).values(waits=F("order"))


def _payment_unknown(at: datetime) -> OrderIds:
    return Payment.objects.filter(status__in=OPEN_PAYMENTS, needs_human=True).values(waits=F("order"))


def _payment_to_decide(at: datetime) -> OrderIds:
    over = Payment.objects.filter(needs_human=True).exclude(status__in=OPEN_PAYMENTS)
    return over.values(waits=F("order"))


def _late_shipment(at: datetime) -> OrderIds:
    return Order.objects.filter(PAID_AND_UNSENT, date_placed__lt=at - LATE_AFTER).values(waits=F("pk"))


def _mail_failed(at: datetime) -> OrderIds:
    return Message.objects.filter(state__in=UNDELIVERED).values(waits=F("order"))


QUEUES: Mapping[str, OrderQueue] = {
    "refund_unknown": OrderQueue(PERMISSION_FOR_SCOPE["refunds:write"], _refund_unknown, "payment__order__channel"),
    "refund_manually": OrderQueue(PERMISSION_FOR_SCOPE["refunds:write"], _refund_manually, "payment__order__channel"),
    "plan_to_decide": OrderQueue(PERMISSION_FOR_SCOPE["cancellations:write"], _plan_to_decide),
    "plan_failed": OrderQueue(PERMISSION_FOR_SCOPE["cancellations:write"], _plan_failed),
    "payment_to_decide": OrderQueue(PERMISSION_FOR_SCOPE["refunds:write"], _payment_to_decide),
    "payment_to_confirm": OrderQueue(PERMISSION_FOR_SCOPE["payments:write"], _payment_to_confirm),
    "payment_unknown": OrderQueue(PERMISSION_FOR_SCOPE["payments:write"], _payment_unknown),
    "late_shipment": OrderQueue(PERMISSION_FOR_SCOPE["shipments:write"], _late_shipment, "channel"),
    "mail_failed": OrderQueue(PERMISSION_FOR_SCOPE["orders:write"], _mail_failed),
}
"""All kinds of work on orders by name, the most urgent first."""

UNUSABLE_TEXTS = RowQueue("events.change_mailtext", MailText.objects.unusable)
UNDELIVERED_WEBHOOKS = RowQueue(PERMISSION_FOR_SCOPE["webhooks:write"], Delivery.objects.undelivered)
