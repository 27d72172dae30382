"""Whether an order is called refunded once all of its money went back."""

from __future__ import annotations

from cancellations.models import CancellationPlan
from cancellations.statuses import CLOSED_PLANS
from common.errors import Refusal
from orders.models import Order
from orders.money.sums import ships_all_the_same


class PlanOpen(Refusal):
    """A plan decides what becomes of the order."""

    code = "plan_open"
    sentence = "A cancellation plan is open: decide it first."


class ShippedAllTheSame(Refusal):
    """Units that were refunded are still to be sent: the order goes on."""

    code = "shipped_all_the_same"
    sentence = "Units that were refunded are shipped all the same: the order goes on, and is not refunded as a whole."


def why_not_refunded(order: Order) -> Refusal | None:
    """Why the order would go on although all of its money went back; None if it would not."""
    if CancellationPlan.objects.filter(order=order).exclude(status__in=CLOSED_PLANS).exists():
        return PlanOpen()
    if order.amount_refunded and ships_all_the_same(order, order.items.all()):
        return ShippedAllTheSame()
    return None
