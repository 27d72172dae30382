"""What cancellation plans counted as refunded by refunds of units alone, when such a refund ends otherwise.

Call all of it under the order's lock, once the units that are not shipped are updated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cancellations.models import CancellationPlan, PlanLine
from cancellations.reading import PLAN_KEY
from cancellations.statuses import AGREED_PLANS, UNDECIDED_PLANS, PlanStatus
from common.money import ZERO
from common.rows import fetch
from orders.change import Change
from orders.models import Adjustment
from orders.money.unowed import left_of_plans
from orders.refunded import live_refunds, refunds_of_units
from orders.refunded_units import RefundedUnits
from orders.shares import Shares, shares_of
from payments.models import Refund

Share = Mapping[str, Any]
"""The units of one item that a refund is for."""


def take_over_failed(change: Change, refund: Refund) -> None:
    """A refund of units has failed: the plans that had counted them as refunded refund them."""
    if not change.plans:
        return
    shares, alone = _now(change)
    for share in refund.lines:
        claims = [line for line in _lines(change, share) if line.already_refunded or line.credit]
        if claims:
            _take_over(change, share, claims, alone[claims[0].item_id], shares)


def leave_out_refunded(change: Change, refund: Refund) -> None:
    """A refund of units that had failed was made after all: plans that were opened later leave out what it is for, as
    far as they have not refunded that."""
    if not change.plans:
        return
    shares, alone = _now(change)
    for share in refund.lines:
        lines, taken = _lines(change, share), int(share["taken"])
        for line in lines:
            if _when(line.plan) > _when(refund):
                free = _uncounted(alone[line.item_id], lines)
                taken += _leave_out(change, {**share, "taken": taken}, line, free, shares)


def _uncounted(alone: RefundedUnits, lines: list[PlanLine]) -> RefundedUnits:
    """What went back for units alone, and no line counts."""
    units = alone.units - sum(line.already_refunded for line in lines)
    return RefundedUnits(units, alone.credit - sum((line.credit for line in lines), ZERO))


def _when(row: CancellationPlan | Refund) -> tuple[datetime, UUID]:
    return row.created_at, row.pk


def _now(change: Change) -> tuple[Shares, Mapping[UUID, RefundedUnits]]:
    """What the units are worth, and what went back for units alone."""
    shares = shares_of(change.order, change.items, fetch(Adjustment, order_id=change.order.pk))
    return shares, refunds_of_units(live_refunds(change.order), shares)


def _lines(change: Change, share: Share) -> list[PlanLine]:
    """The lines about an item of the plans that were not rejected or withdrawn, newest first."""
    plans = [plan for plan in reversed(change.plans) if plan.status in AGREED_PLANS | UNDECIDED_PLANS]
    return [line for plan in plans for line in plan.lines.all() if str(line.item_id) == share["item"]]


def _take_over(change: Change, share: Share, claims: list[PlanLine], alone: RefundedUnits, shares: Shares) -> None:
    """Units that plans counted, and that no refund covers any more, cost what is missing for them."""
    newest, counted = claims[0], sum(line.already_refunded for line in claims)
    short = min(share["quantity"], max(0, counted - alone.units))
    taken = _taken(share, newest, short, shares)
    worth = shares.goods(newest.item_id, short, taken=taken) if short else ZERO
    credit = sum((line.credit for line in claims), ZERO) + worth
    missing = min(Decimal(share["amount"]), max(ZERO, credit - alone.credit))
    if not missing:
        return
    newest.credit = max(ZERO, newest.credit + worth - missing)
    for line in claims:
        units = min(short, line.already_refunded)
        worth = shares.goods(line.item_id, units, taken=taken) if units else ZERO
        discount = shares.discount(line.item_id, units, taken=taken) if units else ZERO
        part = min(missing, worth)
        line.already_refunded -= units
        _add(change, line, part, discount)
        taken, short, missing = taken + units, short - units, missing - part
        change.writes.update(line, _COUNTED)
    _add(change, newest, missing, ZERO)
    change.writes.update(newest, _COUNTED)


def _leave_out(change: Change, share: Share, line: PlanLine, free: RefundedUnits, shares: Shares) -> int:
    """A line counts units, and money for parts of others, that went back and no line counts yet: how many units."""
    unsent = next(item.quantity_refunded_unsent for item in change.items if item.id == line.item_id)
    units: int = max(0, min(free.units - unsent, share["quantity"], line.quantity - line.already_refunded))
    taken = _taken(share, line, units, shares)
    worth = shares.goods(line.item_id, units, taken=taken) if units else ZERO
    credit = max(ZERO, line.credit + free.credit)
    amount, room = min(worth + credit - line.credit, Decimal(share["amount"])), _room(change, line)
    is_decided = line.plan.status in AGREED_PLANS
    if amount < 0 or not (units or amount) or (is_decided and amount > room):
        return 0
    discount = shares.discount(line.item_id, units, taken=taken) if units else ZERO
    line.already_refunded += units
    line.credit = max(ZERO, line.credit + amount - worth)
    _add(change, line, -min(amount, room), -min(discount, line.discount_refund_amount))
    change.writes.update(line, _COUNTED)
    return units


def _room(change: Change, line: PlanLine) -> Decimal:
    """How much of what a plan refunds for a line it has not refunded, and does not refund now."""
    plan = line.plan
    if plan.status in UNDECIDED_PLANS:
        return line.refund_amount
    key = f"{PLAN_KEY}{plan.pk}:"
    mine = [refund for refund in live_refunds(change.order) if (refund.idempotency_key or "").startswith(key)]
    left = max(ZERO, plan.amount - plan.waived_amount - sum((refund.amount for refund in mine), ZERO))
    if plan.status == PlanStatus.COMPLETED:
        left = min(left, left_of_plans(change.order))
    return min(left, line.refund_amount)


def _taken(share: Share, line: PlanLine, units: int, shares: Shares) -> int:
    """How many units were taken back before some of a refund: an amendment may have left fewer."""
    most: int = min(share["taken"], shares.items[line.item_id].quantity - units)
    return most


def _add(change: Change, line: PlanLine, amount: Decimal, discount: Decimal) -> None:
    """Change what a plan refunds for a line; of a completed one the order's sums say so too."""
    plan, order = line.plan, change.order
    line.refund_amount += amount
    line.discount_refund_amount += discount
    plan.refund_amount += amount
    plan.discount_refund_amount += discount
    change.writes.update(plan, ["refund_amount", "discount_refund_amount"])
    if plan.status == PlanStatus.COMPLETED:
        order.refund_amount += amount
        order.discount_refund_amount += discount


_COUNTED = ("already_refunded", "credit", "refund_amount", "discount_refund_amount")
