"""Cancellation plans: opened, decided, carried out, withdrawn.

Every command may be repeated under its key: it then carries on with what it began, and decides nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanStatus
from common.actors import Actor
from common.errors import Refusal
from common.fsm import edge_to, no_such_edge, sources_of
from events.types import EventType
from orders.cancelling.plan_execution import (
    UNDER_WAY,
    advance,
    begin_execution,
    conclude,
    execute_plan,
    locked_plan,
    recheck_plan,
    record_plan,
    refunds_of,
    set_aside,
)
from orders.cancelling.plan_rows import NewPlan, create_plan
from orders.cancelling.plan_units import lines_of, resume_items, suspend_items
from orders.cancelling.withdrawal_grounds import check_ground
from orders.change import Change
from orders.models import Order
from orders.money.gateway_calls import step
from orders.money.settle_refund import settle_refund
from orders.statuses import OrderStatus
from payments.gateways.answers import Answer, Declined, Succeeded
from payments.models import Refund
from payments.statuses import PENDING_REFUNDS

S = PlanStatus
OPENABLE = frozenset({*sources_of(Order, "request_cancellation"), OrderStatus.CANCELLATION_WAITING})
"""Orders of which units can be cancelled or returned."""


class RefundsUnderWay(Refusal):
    """Gateways have the plan's refunds and have not answered: only they can say how these end."""

    code = "refunds_under_way"
    sentence = "{refunds} refunds of this plan are still with their gateways."


def open_plan(order: Order, new: NewPlan, *, actor: Actor, at: datetime) -> CancellationPlan:
    """Ask for a cancellation or a return. The items wait until it is decided.

    Raises:
        TransitionRefused: the order is in no status in which units are cancelled or returned.
        ItemInOpenPlan, TooFewUnits, NothingToCancel, NothingToReturn, InvalidInput: as for `create_plan`.
    """
    with step(order, actor=actor, at=at) as change:
        return plan_under(change, new.key) or begin_plan(change, new)


def plan_under(change: Change, key: str) -> CancellationPlan | None:
    """The plan that the same command has begun before."""
    return next((plan for plan in change.plans if key and plan.idempotency_key == key), None)


def begin_plan(change: Change, new: NewPlan) -> CancellationPlan:
    """Write a plan and hold its units. Call under the order's lock."""
    refuse_closed(change.order)
    plan = create_plan(change, new)
    suspend_items(change, lines_of(plan))
    record_plan(change, plan, EventType.PLAN_OPENED)
    return plan


def refuse_closed(order: Order) -> None:
    """Raises:
    TransitionRefused: nothing of an order in its status is cancelled or returned.
    """
    if order.status not in OPENABLE:
        raise no_such_edge(order, OrderStatus.CANCELLATION_WAITING)


def ask_supplier(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Ask the supplier. Raises TransitionRefused where that is too late, as all below do."""
    return _decide(plan, "ask_supplier", actor=actor, at=at, key=key)


def await_confirmation(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Wait for the goods, or for the merchant's answer."""
    return _decide(plan, "await_confirmation", actor=actor, at=at, key=key)


def confirm_plan(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """The merchant or the warehouse agreed."""
    return _decide(plan, "confirm", actor=actor, at=at, key=key)


def reject_plan(
    plan: CancellationPlan, *, actor: Actor, at: datetime, ground: str = "", key: str = ""
) -> CancellationPlan:
    """Reject the plan: everything is as it was. One that carries out a withdrawal from the contract needs a ground.

    Raises:
        WithdrawalStands, InvalidInput: as for `check_ground`.
    """
    return _close(plan, "reject", S.REJECTED, ground, actor=actor, at=at, key=key)


def cancel_plan(
    plan: CancellationPlan, *, actor: Actor, at: datetime, ground: str = "", key: str = ""
) -> CancellationPlan:
    """Withdraw the plan: everything is as it was. Needs a ground as `reject_plan` does."""
    return _close(plan, "cancel", S.CANCELLED, ground, actor=actor, at=at, key=key)


def approve_plan(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Approve a plan and execute it, as far as that is possible now."""
    order = plan.order
    with step(order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            begin_execution(change, row)
    return _executed(order, row, is_new, actor=actor, at=at)


def complete_plan(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Record that a person has refunded what no gateway could, or ask the gateways again.

    Raises:
        RefundsUnderWay: they have not answered.
    """
    order = plan.order
    with step(order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            refuse_missing_edge(row, S.COMPLETED)
            _settle_manually(change, row, Succeeded())
            change.writes.update(row, ["decision_key"])
    row = _executed(order, row, is_new, actor=actor, at=at)
    if row.status in UNDER_WAY:
        raise RefundsUnderWay(refunds=len([refund for refund in refunds_of(row) if refund.status in PENDING_REFUNDS]))
    return row


def fail_plan(
    plan: CancellationPlan, *, actor: Actor, at: datetime, reason: str = "", key: str = ""
) -> CancellationPlan:
    """Record that money could not be refunded manually either; it stays here, and the plan may be retried.

    Raises:
        RefundsUnderWay: the gateways have it, and have not answered.
    """
    with step(plan.order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            refuse_missing_edge(row, S.FAILED)
            answer = Declined(code="given_up", detail=reason or "It could not be given back.")
            if not _settle_manually(change, row, answer):
                raise RefundsUnderWay(refunds=len(refunds_of(row)))
            conclude(change, row)
    return row


def retry_plan(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Retry the refunds that a gateway declined."""
    order = plan.order
    with step(order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            refuse_missing_edge(row, S.WAITING_FOR_PAYMENT, only_from=S.FAILED)
            row.attempts += 1
            set_aside(change, row)
            advance(change, row, "await_payment")
    return _executed(order, row, is_new, actor=actor, at=at)


def refund_plan_manually(plan: CancellationPlan, *, actor: Actor, at: datetime, key: str = "") -> CancellationPlan:
    """Refund manually what a gateway declined; `complete_plan` says when that is done."""
    with step(plan.order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            refuse_missing_edge(row, S.MANUEL_REFUND_NEED, only_from=S.FAILED)
            row.attempts += 1
            refunds = set_aside(change, row)
            Refund.objects.filter(pk__in=[refund.pk for refund in refunds]).update(needs_human=True)
            advance(change, row, "need_manual_refund")
    return row


def _decide(plan: CancellationPlan, transition: str, *, actor: Actor, at: datetime, key: str) -> CancellationPlan:
    with step(plan.order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            advance(change, row, transition)
    return row


def _close(
    plan: CancellationPlan, transition: str, goal: PlanStatus, ground: str, *, actor: Actor, at: datetime, key: str
) -> CancellationPlan:
    with step(plan.order, actor=actor, at=at) as change:
        row, is_new = _taken_up(change, plan, key)
        if is_new:
            refuse_missing_edge(row, goal)
            check_ground(row, ground)
            resume_items(change, lines_of(row))
            advance(change, row, transition, ground=ground)
    return row


def _taken_up(change: Change, plan: CancellationPlan, key: str) -> tuple[CancellationPlan, bool]:
    """The plan as it is under the lock, and whether this command is new to it."""
    row = locked_plan(change, plan)
    is_new = not key or row.decision_key != key
    row.decision_key = key
    return row, is_new


def _executed(order: Order, plan: CancellationPlan, is_new: bool, *, actor: Actor, at: datetime) -> CancellationPlan:
    if not is_new:
        recheck_plan(order, plan, actor=actor, at=at)
    return execute_plan(order, plan, actor=actor, at=at)


def refuse_missing_edge(plan: CancellationPlan, goal: PlanStatus, *, only_from: PlanStatus | None = None) -> None:
    """Refuse a decision about a plan in its status; `only_from` is the one status in which it may be made.

    Raises:
        TransitionRefused: no transition leads to the goal from there.
    """
    if edge_to(CancellationPlan, plan.status, goal) is None or only_from not in (None, plan.status):
        raise no_such_edge(plan, goal)


def _settle_manually(change: Change, plan: CancellationPlan, answer: Answer) -> list[Refund]:
    """Settle the refunds of a plan that wait for a person, as that person reports."""
    waiting = [row for row in refunds_of(plan) if row.status in PENDING_REFUNDS and row.needs_human]
    for refund in waiting:
        settle_refund(change, refund, answer)
    return waiting
