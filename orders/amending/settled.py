"""What an amendment must leave: units that were sent, cancelled, returned or refunded, and what these cost."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanStatus
from common.errors import Refusal
from orders.amending.amended import Amended
from orders.change import Change
from orders.models import Adjustment, OrderItem
from orders.refunded import refunded_alone
from orders.refunded_units import RefundedUnits
from orders.shares import Shares, shares_of

WITHDRAWN = (PlanStatus.REJECTED, PlanStatus.CANCELLED)


class TooFewUnitsRemain(Refusal):
    """An item keeps the units that were sent, cancelled or refunded, and at least one that is not cancelled."""

    code = "too_few_units_remain"
    sentence = "{item} must keep at least {least} units: so many were sent, cancelled or refunded."


class WorthIsSettled(Refusal):
    """Units were cancelled, returned or refunded at their price, which cannot change any more."""

    code = "worth_is_settled"
    sentence = "This would change what units of {item} cost that were cancelled, returned or refunded."


def shares_now(change: Change) -> Shares:
    """What the units of the order are worth as it is."""
    return shares_of(change.order, change.items, list(Adjustment.objects.filter(order=change.order)))


def refuse_settled(change: Change, shares: Shares, amended: Amended) -> None:
    """Raises:
    TooFewUnitsRemain, WorthIsSettled: `shares` are those before the amendment.
    """
    waiting = _waiting_units(change)
    alone = refunded_alone(change.order, shares, change.plans)
    for row in amended.changed:
        _refuse_too_few(amended.before[row.id], row.quantity, waiting[row.id] + alone[row.id].units)
    for item in amended.removed:
        if _touched(item, alone[item.id], waiting[item.id]):
            raise TooFewUnitsRemain(item=item.name, item_id=str(item.id), least=_least(item, waiting[item.id]))
    after = _shares_after(change, amended)
    for item in change.items:
        if item.id in after.items:
            taken = _settled_units(item, alone[item.id], waiting[item.id])
            _refuse_other_worth(item, taken, shares, after)
    if _shipping_went_back(change) and shares.shipping != after.shipping:
        raise WorthIsSettled(item=change.items[0].name, item_id=str(change.items[0].id))


def _refuse_too_few(item: OrderItem, wanted: int, taken: int) -> None:
    least = _least(item, taken)
    if wanted < least and wanted < item.quantity:
        raise TooFewUnitsRemain(item=item.name, item_id=str(item.id), least=least)


def _least(item: OrderItem, taken: int) -> int:
    """The units that an item must keep: settled ones, and one that is left."""
    return max(item.quantity_shipped + item.quantity_cancelled + taken, item.quantity - item.quantity_left + 1)


def _touched(item: OrderItem, alone: RefundedUnits, waiting: int) -> bool:
    """Whether units of an item were ever sent, cancelled, returned or refunded."""
    happened = item.quantity_shipped or item.quantity_cancelled or waiting or alone.units or alone.credit
    sent = item.shipment_lines.exclude(shipment__state__in=["ready", "cancelled"])
    return bool(happened) or sent.exists() or PlanLine.objects.filter(item=item).exists()


def _settled_units(item: OrderItem, alone: RefundedUnits, waiting: int) -> int:
    """Units whose money is settled, or about to be, partly refunded ones included, and those that are not shipped for a
    refund that failed later."""
    refunded = max(alone.units, item.quantity_refunded_unsent)
    return item.quantity_cancelled + item.quantity_returned + waiting + refunded + bool(alone.credit)


def _refuse_other_worth(item: OrderItem, taken: int, before: Shares, after: Shares) -> None:
    units = range(1, min(taken, item.quantity, after.items[item.id].quantity) + 1)
    if any(before.goods(item.id, each) != after.goods(item.id, each) for each in units):
        raise WorthIsSettled(item=item.name, item_id=str(item.id))


def _shares_after(change: Change, amended: Amended) -> Shares:
    """What the units will be worth; the order itself still has its old total."""
    total = change.order.total
    change.order.total = amended.contents.totals.total
    shares = shares_of(change.order, amended.contents.items, amended.contents.adjustments)
    change.order.total = total
    return shares


def _waiting_units(change: Change) -> Counter[UUID]:
    """Units in open plans, by item."""
    lines = PlanLine.objects.filter(plan__order=change.order, open=True)
    return Counter(dict(lines.values_list("item_id", "quantity")))


def _shipping_went_back(change: Change) -> bool:
    plans = CancellationPlan.objects.filter(order=change.order, takes_shipping=True)
    return plans.exclude(status__in=WITHDRAWN).exists()
