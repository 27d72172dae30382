"""What was refunded for units that were neither cancelled nor returned, read from an order's refunds and plans. Call
all of it under the order's lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from cancellations.models import PlanLine
from cancellations.statuses import EXECUTED_PLANS, PlanStatus
from common.money import ZERO
from orders.models import Order
from orders.refunded_units import RefundedUnits, commands_of, tally_refunded
from orders.shares import Shares
from payments.models import Refund
from payments.statuses import PENDING_REFUNDS, RefundState


def refunded_alone(order: Order, shares: Shares) -> Mapping[UUID, RefundedUnits]:
    """What was refunded, or is being refunded, for units of each item outside cancellation plans."""
    alone = refunds_of_units(order, live_refunds(), shares)
    executed = PlanLine.objects.filter(plan__order=order, plan__status__in=[*EXECUTED_PLANS, PlanStatus.COMPLETED])
    for item_id, units, credit in executed.values_list("item_id", "already_refunded", "credit"):
        before = alone[item_id]
        alone[item_id] = RefundedUnits(max(0, before.units - units), max(ZERO, before.credit - credit))
    return alone


def refunds_of_units(order: Order, refunds: QuerySet[Refund], shares: Shares) -> defaultdict[UUID, RefundedUnits]:
    """What these refunds of an order have come to for each item."""
    rows = refunds.filter(payment__order=order).order_by("created_at", "id").values_list("command", "lines")
    tallies = {pk: tally_refunded(pk, commands, shares) for pk, commands in commands_of(rows).items()}
    return defaultdict(RefundedUnits, tallies)


def live_refunds() -> QuerySet[Refund]:
    """Refunds whose money was refunded, or is being."""
    return Refund.objects.exclude(status=RefundState.FAILED)


def items_being_refunded(order: Order) -> frozenset[UUID]:
    """Items with units whose refund has no outcome yet."""
    pending = Refund.objects.filter(payment__order=order, status__in=PENDING_REFUNDS).values_list("lines", flat=True)
    return frozenset(UUID(line["item"]) for lines in pending for line in lines)
