"""Executing a plan that is approved: its money is set aside, sent back, and its units are taken.

Each step looks at the rows and does what is missing, so a plan is resumed after a crash by executing it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import structlog

from cancellations.amounts import money_back
from cancellations.models import CancellationPlan
from cancellations.reading import PLAN_KEY
from cancellations.statuses import EXECUTED_PLANS, PlanStatus, PlanType
from common.actors import SYSTEM, Actor
from common.fsm import move
from common.money import ZERO, format_amount
from events.types import EventType
from orders.cancelling.plan_amounts import described_part, set_shipping_amounts, units_left
from orders.cancelling.plan_units import close_lines, described_lines, lines_of, mirror, settle_units
from orders.change import Change
from orders.models import Order
from orders.money.cancel_payment import stop_payments
from orders.money.gateway_calls import recheck_refund, send_refunds, step
from orders.money.reconcile import untouched
from orders.money.refund import RefundRequest, reserve_refunds
from orders.money.refundable import refundable_payments, remaining
from orders.money.sums import follow_payment, refresh_money
from orders.money.unowed import refresh_unowed
from payments import reading
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, RefundState

log = structlog.get_logger(__name__)
S = PlanStatus
UNDER_WAY = frozenset(EXECUTED_PLANS - {S.FAILED})
"""Plans that the worker continues."""

PATIENCE = timedelta(minutes=1)
"""How long a command is left to finish by itself."""

MOST_ROUNDS = 3
MOST_AT_ONCE = 500
_ADVANCED = (
    "status", "attempts", "decision_key", "takes_shipping", "shipping_refund_amount", "discount_refund_amount",
    "waived_amount", "payment_plan", "updated_at", "completed_at",
)  # fmt: skip
"""The columns that change while a plan is decided and executed."""

EVENTS = {
    S.APPROVED: EventType.PLAN_APPROVED,
    S.COMPLETED: EventType.PLAN_COMPLETED,
    S.REJECTED: EventType.PLAN_REJECTED,
    S.CANCELLED: EventType.PLAN_CANCELLED,
    S.FAILED: EventType.PLAN_FAILED,
}


def locked_plan(change: Change, plan: CancellationPlan) -> CancellationPlan:
    """The plan as it is under its order's lock."""
    return next(row for row in change.plans if row.pk == plan.pk)


def advance(change: Change, plan: CancellationPlan, transition: str, *, ground: str = "") -> None:
    """Take a transition of a plan, write it, and record it, with the ground on which a withdrawal is refused.

    Raises:
        TransitionRefused: with the sentence that says why not.
    """
    came_from = plan.status
    if plan._state.adding:
        change.writes.send()
    move(plan, transition, at=change.at)
    plan.updated_at = change.at
    change.writes.update(plan, _ADVANCED)
    record_plan(change, plan, EVENTS.get(S(plan.status), EventType.PLAN_MOVED), came_from=came_from, ground=ground)


def record_plan(
    change: Change, plan: CancellationPlan, event: EventType, *, came_from: str | None = None, ground: str = ""
) -> None:
    """Record what happened to a plan, and show it on order and items."""
    currency = change.order.currency
    mirror(change)
    change.record(
        event,
        plan=str(plan.id),
        plan_type=plan.plan_type,
        **{"from": came_from, "to": plan.status},
        refund_amount=format_amount(plan.refund_amount, currency),
        shipping_refund_amount=format_amount(plan.shipping_refund_amount, currency),
        currency=currency,
        parts=plan.payment_plan,
        reason=plan.reason,
        lines=described_lines(change, lines_of(plan)),
        notify_customer=plan.notify_customer and event == EventType.PLAN_COMPLETED,
        **({"ground": ground} if ground else {}),
    )


def begin_execution(change: Change, plan: CancellationPlan) -> None:
    """Fix a plan's amounts and set its money aside; one that moves no money is completed. Call under the order's lock.

    Raises:
        TransitionRefused: it cannot be approved from where it is.
    """
    lines = lines_of(plan)
    asked = plan.shipping_refund_amount if plan.takes_shipping else None
    set_shipping_amounts(change, plan, lines, asked=asked)
    money = money_back(
        plan.amount,
        outstanding=change.order.amount_outstanding,
        refundable=remaining(refundable_payments(change.order)),
    )
    remains = units_left(change, besides=lines)
    plan.waived_amount, plan.payment_plan = money.waived, []
    advance(change, plan, "approve")
    if money.waived:
        change.order.amount_waived += money.waived
        (follow_payment if remains else refresh_money)(change)
    if plan.rejects_items:
        _settle(change, plan)
    conclude(change, plan)


def conclude(change: Change, plan: CancellationPlan) -> None:
    """Advance a plan as far as its refunds allow, reserving money that is missing. Call under the order's lock."""
    if plan.status not in UNDER_WAY:
        return
    refunds = refunds_of(plan)
    has_failed = any(refund.status == RefundState.FAILED for refund in refunds if _is_of_this_attempt(plan, refund))
    if not has_failed:
        refunds += set_aside(change, plan, _missing(change, plan, refunds))
    pending = [refund for refund in refunds if refund.status in PENDING_REFUNDS]
    if pending:
        _wait(change, plan, pending)
    elif has_failed:
        advance(change, plan, "fail")
    else:
        _complete(change, plan)


def set_aside(change: Change, plan: CancellationPlan, amount: Decimal | None = None) -> list[Refund]:
    """Reserve refunds for what is missing of a plan's money. Call under the order's lock."""
    amount = _missing(change, plan, refunds_of(plan)) if amount is None else amount
    if not amount:
        return []
    reason = plan.reason or PlanType(plan.plan_type).label
    request = RefundRequest(amount=amount, reason=reason, gives_up_units=True)
    refunds = reserve_refunds(change, request, key=f"{_attempt(plan)}{len(plan.payment_plan)}")
    plan.payment_plan += [
        described_part(refund.payment, refund.amount) | {"refund": str(refund.pk)} for refund in refunds
    ]
    change.writes.update(plan, ["payment_plan"])
    return refunds


def refunds_of(plan: CancellationPlan) -> list[Refund]:
    """Every refund that was made for a plan, the oldest first."""
    return _refunds_among(reading.payments_of(plan.order_id), plan)


def _refunds_among(payments: Sequence[Payment], plan: CancellationPlan) -> list[Refund]:
    refunds = reading.refunds_of(payments)
    return [refund for refund in refunds if (refund.idempotency_key or "").startswith(f"{PLAN_KEY}{plan.id}:")]


def leaves_to_do(order: Order, plan: CancellationPlan) -> bool:
    """Whether a plan whose execution was just begun leaves something for `execute_plan`: a gateway is to be asked."""
    payments = reading.payments_of(order.pk)
    refunds = _refunds_among(payments, plan)
    return any(payment.status in OPEN_PAYMENTS for payment in payments) or any(map(_is_ours_to_send, refunds))


def execute_plan(order: Order, plan: CancellationPlan, *, actor: Actor, at: datetime) -> CancellationPlan:
    """Refund a plan's money and complete it, as far as that is possible now. Call outside a transaction."""
    for _ in range(MOST_ROUNDS):
        waiting = [refund for refund in refunds_of(plan) if _is_ours_to_send(refund)]
        send_refunds(order, waiting, actor=actor, at=at)
        with step(order, actor=actor, at=at) as change:
            plan = locked_plan(change, plan)
            conclude(change, plan)
            nothing_left = units_left(change) == 0
        if not any(_is_ours_to_send(refund) for refund in refunds_of(plan)):
            break
    if nothing_left:
        stop_payments(order, actor=actor, at=at)
    return plan


def recheck_plan(order: Order, plan: CancellationPlan, *, actor: Actor, at: datetime) -> None:
    """Ask what became of the refunds that were sent when a plan was begun. Call outside a transaction."""
    for refund in refunds_of(plan):
        recheck_refund(order, refund, actor=actor, at=at)


def resume_plans(at: datetime) -> dict[str, int]:
    """Resume interrupted plans, and complete those whose refunds are done. An error with one does not stop the rest."""
    done: Counter[str] = Counter()
    waiting = CancellationPlan.objects.filter(untouched(at, PATIENCE), status__in=UNDER_WAY)
    for plan in waiting.select_related("order__channel").order_by("updated_at", "id")[:MOST_AT_ONCE]:
        mine = CancellationPlan.objects.filter(pk=plan.pk, updated_at=plan.updated_at).update(updated_at=at)
        if mine:
            done[_resumed(plan, at)] += 1
    return dict(done)


def _resumed(plan: CancellationPlan, at: datetime) -> str:
    try:
        return str(execute_plan(plan.order, plan, actor=SYSTEM, at=at).status)
    except Exception:
        log.exception("plan_stuck", plan=str(plan.pk), order=plan.order.ref)
        return "stuck"


def _wait(change: Change, plan: CancellationPlan, pending: Sequence[Refund]) -> None:
    manual = all(refund.needs_human for refund in pending)
    if manual and plan.status != S.MANUEL_REFUND_NEED:
        advance(change, plan, "need_manual_refund")
    elif not manual and plan.status == S.APPROVED:
        advance(change, plan, "await_payment")


def _settle(change: Change, plan: CancellationPlan) -> None:
    lines = lines_of(plan)
    close_lines(change, lines)
    settle_units(change, plan, lines)


def _complete(change: Change, plan: CancellationPlan) -> None:
    order = change.order
    if not plan.rejects_items:
        _settle(change, plan)
    order.refund_amount += plan.refund_amount
    order.shipping_refund_amount += plan.shipping_refund_amount
    order.discount_refund_amount += plan.discount_refund_amount
    refresh_unowed(change)
    advance(change, plan, "complete")


def _missing(change: Change, plan: CancellationPlan, refunds: Sequence[Refund]) -> Decimal:
    """The amount that is to be refunded, is not being refunded, and can be refunded now."""
    under_way = sum((refund.amount for refund in refunds if refund.status != RefundState.FAILED), ZERO)
    to_give = plan.amount - plan.waived_amount - under_way
    return max(ZERO, min(to_give, remaining(refundable_payments(change.order))))


def _attempt(plan: CancellationPlan) -> str:
    """The prefix of the keys of all refunds reserved since the plan was approved, or retried."""
    return f"{PLAN_KEY}{plan.id}:{plan.attempts}:"


def _is_of_this_attempt(plan: CancellationPlan, refund: Refund) -> bool:
    return (refund.idempotency_key or "").startswith(_attempt(plan))


def _is_ours_to_send(refund: Refund) -> bool:
    return refund.status == RefundState.RESERVED and not refund.needs_human
