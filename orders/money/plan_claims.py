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
from cancellations.statuses import AGREED_PLANS, UNDECIDED_PLANS, PlanStatus
from common.money import ZERO
from common.rows import fetch
from orders.change import Change
from orders.models import Adjustment
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
    """A refund of units that had failed was made after all: a plan that was opened later and is not decided leaves out
    what it is for."""
    if not change.plans:
        return
    shares, alone = _now(change)
    for share in refund.lines:
        lines = _lines(change, share)
        waiting = [line for line in lines if line.open and line.plan.status in UNDECIDED_PLANS]
        if waiting and _when(waiting[0].plan) > _when(refund):
            counted = sum(line.already_refunded for line in lines)
            _leave_out(change, share, waiting[0], alone[waiting[0].item_id].units - counted, shares)


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
    worth = shares.goods(newest.item_id, short, taken=share["taken"]) if short else ZERO
    credit = sum((line.credit for line in claims), ZERO) + worth
    missing = min(Decimal(share["amount"]), max(ZERO, credit - alone.credit))
    if not missing:
        return
    discount = shares.discount(newest.item_id, short, taken=share["taken"]) if short else ZERO
    newest.credit = max(ZERO, newest.credit + worth - missing)
    _add(change, newest, missing, discount)
    for line in claims:
        units = min(short, line.already_refunded)
        line.already_refunded -= units
        short -= units
        change.writes.update(line, _COUNTED)


def _leave_out(change: Change, share: Share, line: PlanLine, free: int, shares: Shares) -> None:
    unsent = next(item.quantity_refunded_unsent for item in change.items if item.id == line.item_id)
    units = min(free - unsent, share["quantity"], line.quantity - line.already_refunded)
    if units < 1:
        return
    worth = shares.goods(line.item_id, units, taken=share["taken"])
    discount = shares.discount(line.item_id, units, taken=share["taken"])
    line.already_refunded += units
    _add(change, line, -min(worth, line.refund_amount), -min(discount, line.discount_refund_amount))
    change.writes.update(line, _COUNTED)


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
