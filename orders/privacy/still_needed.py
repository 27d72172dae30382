"""Why a person cannot be erased yet: an open order, or unsettled money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cancellations.models import CancellationPlan
from cancellations.statuses import CLOSED_PLANS
from common.errors import Refusal, Sentence
from common.moments import rfc3339
from orders.cancelling.ask_return import returnable_until
from orders.cancelling.withdrawable import withdrawable_until
from orders.models import Order, Shipment
from orders.statuses import CLOSED, PAYABLE, OrderStatus, PaymentStatus
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to keep a person's data: `until` is when it ends by itself, if it does."""

    order: Order
    code: str
    sentence: Sentence
    until: datetime | None = None


class PersonStillNeeded(Refusal):
    """Orders of the person are open, or their money is not settled; `needed` names up to 20, each with its reason, and
    until when that lasts if it ends by itself. `until` is when all of it has ended, if all of it does."""

    code = "person_still_needed"
    sentence = "The person is still needed."


def refuse_needed(orders: Sequence[Order], *, at: datetime) -> None:
    """Raises:
    PersonStillNeeded: of which orders, why, and until when.
    """
    reasons = list(_reasons(orders, at))
    if not reasons:
        return
    ends = [reason.until for reason in reasons]
    known = [end for end in ends if end is not None]
    raise PersonStillNeeded(
        reasons[0].sentence,
        needed=[
            {"order": reason.order.ref, "reason": reason.code, "until": rfc3339(reason.until)}
            for reason in reasons[:MOST_NAMED]
        ],
        until=rfc3339(max(known)) if len(known) == len(ends) else None,
    )


def _reasons(orders: Sequence[Order], at: datetime) -> Iterator[Reason]:
    """The reasons, at most one for each order. A draft is none: it is cancelled."""
    placed = [order for order in orders if order.status != OrderStatus.NEW]
    waiting, sent = _waiting([order.pk for order in placed]), _sent(placed)
    for order in placed:
        reason = _open(order) or _money(order, waiting) or _returnable(order, sent[order.pk], at)
        if reason:
            yield reason


def _open(order: Order) -> Reason | None:
    if order.status in CLOSED:
        return None
    minutes = order.channel.unpaid_expiry_minutes
    unpaid = order.status in PAYABLE and order.payment_status == PaymentStatus.AWAITING_PAYMENT
    if unpaid and minutes is not None and not order.approved_at and order.date_placed:
        until = max(order.date_placed, order.created_at) + timedelta(minutes=minutes)
        sentence = Sentence("Order {order} is not paid, and ends at {until}.", order=order.ref, until=rfc3339(until))
        return Reason(order, "unpaid", sentence, until)
    return Reason(order, "open", Sentence("Order {order} is still open.", order=order.ref))


def _money(order: Order, waiting: dict[str, set[UUID]]) -> Reason | None:
    for code, orders in waiting.items():
        if order.pk in orders:
            return Reason(order, code, Sentence(_WAITING[code], order=order.ref))
    if order.status == OrderStatus.COMPLETED and order.amount_outstanding > 0:
        return Reason(order, "owed", Sentence("Order {order} is not paid in full.", order=order.ref))
    return None


def _sent(orders: Sequence[Order]) -> dict[UUID, list[Shipment]]:
    """The shipments of orders that may be returned."""
    ids = [order.pk for order in orders if _may_come_back(order)]
    sent: dict[UUID, list[Shipment]] = defaultdict(list)
    for shipment in Shipment.objects.filter(order__in=ids) if ids else ():
        sent[shipment.order_id].append(shipment)
    return sent


def _may_come_back(order: Order) -> bool:
    days = (order.channel.return_days, order.channel.withdrawal_days)
    return order.status == OrderStatus.COMPLETED and days != (None, None)


def _returnable(order: Order, shipments: Sequence[Shipment], at: datetime) -> Reason | None:
    if not _may_come_back(order):
        return None
    ends = [returnable_until(order, shipments), withdrawable_until(order, (), shipments)]
    until = max((end for end in ends if end is not None), default=None)
    if until is None or until <= at:
        return None
    sentence = Sentence("Order {order} can be returned until {until}.", order=order.ref, until=rfc3339(until))
    return Reason(order, "returnable", sentence, until)


_WAITING = {
    "attention": Sentence("Money of order {order} waits for a person's decision."),
    "payment": Sentence("A payment of order {order} is under way."),
    "refund": Sentence("A refund of order {order} is under way."),
    "plan": Sentence("A cancellation or return of order {order} is not finished."),
}


def _waiting(orders: Sequence[UUID]) -> dict[str, set[UUID]]:
    """The orders for which something waits, by what it is."""
    payments = Payment.objects.filter(order__in=orders)
    refunds = Refund.objects.filter(payment__order__in=orders)
    plans = CancellationPlan.objects.filter(order__in=orders).exclude(status__in=CLOSED_PLANS)
    looked_at = payments.filter(needs_human=True).values_list("order_id", flat=True)
    decided = refunds.filter(needs_human=True).values_list("payment__order_id", flat=True)
    under_way = payments.filter(Q(status__in=OPEN_PAYMENTS) | ~Q(asking=""))
    going_back = refunds.filter(status__in=PENDING_REFUNDS)
    return {
        "attention": {*looked_at, *decided},
        "payment": set(under_way.values_list("order_id", flat=True)),
        "refund": set(going_back.values_list("payment__order_id", flat=True)),
        "plan": set(plans.values_list("order_id", flat=True)),
    }
