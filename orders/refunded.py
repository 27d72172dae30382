"""What was refunded for units that were neither cancelled nor returned, read from an order's refunds and plans. Call
all of it under the order's lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from cancellations.models import CancellationPlan
from cancellations.statuses import AGREED_PLANS
from common.money import ZERO
from orders.models import Order
from orders.refunded_units import RefundedUnits, commands_of, tally_refunded
from orders.shares import Shares
from payments.models import Refund
from payments.reading import payments_of, refunds_of
from payments.statuses import PENDING_REFUNDS, RefundState


def refunded_alone(order: Order, shares: Shares, plans: Iterable[CancellationPlan]) -> defaultdict[UUID, RefundedUnits]:
    """What was refunded, or is being refunded, for units of each item outside the order's cancellation plans."""
    alone = refunds_of_units(live_refunds(order), shares)
    executed = [plan for plan in plans if plan.status in AGREED_PLANS]
    for line in [line for plan in executed for line in plan.lines.all()]:
        before = alone[line.item_id]
        units, credit = before.units - line.already_refunded, before.credit - line.credit
        alone[line.item_id] = RefundedUnits(max(0, units), max(ZERO, credit))
    return alone


def refunds_of_units(refunds: Iterable[Refund], shares: Shares) -> defaultdict[UUID, RefundedUnits]:
    """What these refunds of an order have come to for each item that it still has."""
    in_order = sorted(refunds, key=lambda refund: (refund.created_at, refund.pk))
    commands = commands_of((refund.command, refund.lines) for refund in in_order)
    known = {pk: each for pk, each in commands.items() if pk in shares.items}
    return defaultdict(RefundedUnits, {pk: tally_refunded(pk, each, shares) for pk, each in known.items()})


def live_refunds(order: Order) -> list[Refund]:
    """An order's refunds whose money was refunded, or is being."""
    return [refund for refund in refunds_of(payments_of(order.pk)) if refund.status != RefundState.FAILED]


def items_being_refunded(order: Order) -> frozenset[UUID]:
    """Items with units whose refund has no outcome yet."""
    pending = Refund.objects.filter(payment__order=order, status__in=PENDING_REFUNDS).values_list("lines", flat=True)
    return frozenset(UUID(line["item"]) for lines in pending for line in lines)
