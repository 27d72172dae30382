"""The plans of a withdrawal: what was not sent is cancelled, what was comes back.

An item is in one open plan at a time. Of an item that was sent in part the unsent units come first, since they can
still be stopped; the return of the others is opened as soon as that plan is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.utils.translation import gettext, override

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.actors import BUYERS, SYSTEM, Actor
from common.errors import Refusal
from common.languages import supported_language
from orders.cancelling.plan_execution import begin_execution
from orders.cancelling.plan_rows import NewPlan, available
from orders.cancelling.plan_units import lines_of, open_items
from orders.cancelling.plans import begin_plan
from orders.cancelling.withdrawable import Units
from orders.cancelling.withdrawal_grounds import plan_key
from orders.change import Change
from orders.models import CancellationPolicy, Order, Withdrawal
from orders.money.gateway_calls import step

log = structlog.get_logger(__name__)

CANCELLATION, RETURN, LATER_RETURN = KINDS = "cancel", "return", "later-return"

LONGEST_WAIT = timedelta(days=90)
"""So long after a withdrawal the return that waits for its cancellation is opened by itself."""


def open_plans(change: Change, withdrawal: Withdrawal, units: Sequence[Units]) -> None:
    """Open the return first: a cancellation that is carried out at once may end the order."""
    returned = [{"item": each.item.pk, "quantity": each.to_return} for each in units if each.to_return]
    cancelled = [{"item": each.item.pk, "quantity": each.to_cancel} for each in units if each.to_cancel]
    if returned:
        begin_plan(change, _new(change.order, withdrawal, RETURN, returned))
    if cancelled:
        plan = begin_plan(change, _new(change.order, withdrawal, CANCELLATION, cancelled))
        if change.actor.kind not in BUYERS or change.order.channel.customer_cancellation == CancellationPolicy.AT_ONCE:
            begin_execution(change, plan)


def opened_plans(withdrawal: Withdrawal) -> list[CancellationPlan]:
    """The plans that a withdrawal has opened so far."""
    keys = [plan_key(withdrawal, kind) for kind in KINDS]
    return list(CancellationPlan.objects.filter(order=withdrawal.order_id, idempotency_key__in=keys).order_by("id"))


def open_later_return(
    withdrawal: Withdrawal, plans: Sequence[CancellationPlan], *, actor: Actor, at: datetime
) -> CancellationPlan | None:
    """Open the return of units that waited for the cancellation of others of their item. `plans` are the withdrawal's.
    None while they wait, and where nothing of them is left to come back.

    Raises:
        TransitionRefused: nothing of an order in its status is returned.
    """
    opened = {plan.idempotency_key: plan for plan in plans}
    cancellation = opened.get(plan_key(withdrawal, CANCELLATION))
    if (
        not withdrawal.waits
        or cancellation is None
        or cancellation.is_open
        or plan_key(withdrawal, LATER_RETURN) in opened
    ):
        return None
    with step(withdrawal.order, actor=actor, at=at) as change:
        lines = _lines_left(change, withdrawal)
        return begin_plan(change, _new(change.order, withdrawal, LATER_RETURN, lines)) if lines else None


def open_later_returns(at: datetime) -> int:
    """Open the returns that no longer wait, and return their number. A refusal of one does not stop the others."""
    opened = 0
    waiting = Withdrawal.objects.filter(waits__gt=0, created_at__gte=at - LONGEST_WAIT)
    for withdrawal in waiting.select_related("order__channel"):
        try:
            opened += open_later_return(withdrawal, opened_plans(withdrawal), actor=SYSTEM, at=at) is not None
        except Refusal as refusal:
            log.warning("return_not_opened", order=withdrawal.order.ref, why=str(refusal))
    return opened


def _lines_left(change: Change, withdrawal: Withdrawal) -> list[dict[str, Any]]:
    """The units that were withdrawn, are in none of the withdrawal's plans, and can come back."""
    keys = {plan_key(withdrawal, kind) for kind in KINDS}
    planned: Counter[UUID] = Counter()
    for plan in change.plans:
        for line in lines_of(plan) if plan.idempotency_key in keys else ():
            planned[line.item_id] += line.quantity
    items, in_plans = {item.pk: item for item in change.items}, open_items(change.plans)
    left = []
    for line in withdrawal.lines:
        item = items.get(UUID(line["item"]))
        if item is None or item.pk in in_plans:
            continue
        if quantity := min(line["quantity"] - planned[item.pk], available(item, PlanType.REFUND)):
            left.append({"item": item.pk, "quantity": quantity})
    return left


def _new(order: Order, withdrawal: Withdrawal, kind: str, lines: Sequence[Mapping[str, Any]]) -> NewPlan:
    with override(supported_language(order.language_code or order.channel.locale)):
        reason = gettext("Withdrawal from the contract")
    plan_type = PlanType.CANCEL if kind == CANCELLATION else PlanType.REFUND
    return NewPlan(plan_type, lines, reason, notify_customer=True, key=plan_key(withdrawal, kind))
