"""Whether an order is called refunded once all of its money went back."""

from __future__ import annotations

from common.errors import Refusal
from orders.models import Order
from orders.money.sums import is_under_plan, ships_all_the_same
from orders.status.change_status import PlanIsOpen


class ShippedAllTheSame(Refusal):
    """Units that were refunded are still to be sent: the order goes on."""

    code = "shipped_all_the_same"
    sentence = "Units that were refunded are shipped all the same: the order goes on, and is not refunded as a whole."


def why_not_refunded(order: Order) -> Refusal | None:
    """Why the order would go on although all of its money went back; None if it would not."""
    if is_under_plan(order):
        return PlanIsOpen()
    if order.amount_refunded and ships_all_the_same(order, order.items.all()):
        return ShippedAllTheSame()
    return None
