"""Cancelling an order, or units of it: one call, one honest answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cancellations.models import CancellationPlan
from cancellations.statuses import EXECUTED_PLANS, PlanType
from common.actors import BUYERS, Actor
from common.errors import Refusal
from common.fsm import no_such_edge
from common.rows import fetch
from orders.cancelling.plan_execution import begin_execution, execute_plan, leaves_to_do, recheck_plan
from orders.cancelling.plan_rows import NewPlan, NothingToCancel
from orders.cancelling.plans import OPENABLE, begin_plan, plan_under
from orders.change import Change
from orders.channel import channel_of
from orders.fulfilment.shipment_state import cancel_unshipped
from orders.models import CancellationPolicy, Order, OrderItem
from orders.money.gateway_calls import step
from orders.statuses import OrderStatus


class CancellationNotOffered(Refusal):
    """The channel does not let customers cancel by themselves."""

    code = "cancellation_not_offered"
    sentence = "The shop does not let customers cancel by themselves. Please ask it."


class AlreadySent(Refusal):
    """Customers cancel before anything is sent; afterwards they return."""

    code = "already_sent"
    sentence = "Goods have been sent. What has arrived can be returned."


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The order afterwards, and the plan by which it was cancelled; a draft needs none."""

    order: Order
    plan: CancellationPlan | None


def cancel_order(
    order: Order,
    *,
    actor: Actor,
    at: datetime,
    lines: Sequence[Mapping[str, Any]] | None = None,
    reason: str = "",
    reason_code: str = "",
    restock: bool = True,
    notify_customer: bool = False,
    key: str = "",
) -> Cancellation:
    """Cancel everything that was not sent, or the given units: opens a cancellation plan and executes it, which voids
    payments, cancels shipments and refunds money. If the channel decides on cancellations, a customer's plan waits for
    that. `reason_code` is that of an offered reason, to which `reason` adds words.

    Repeated under the same key, it carries on with what it began.

    Raises:
        CancellationNotOffered, AlreadySent: a customer may not.
        TransitionRefused, NothingToCancel, TooFewUnits, ItemInOpenPlan, InvalidInput: as for `open_plan`.
    """
    new = NewPlan(
        plan_type=PlanType.CANCEL,
        lines=lines,
        reason=reason,
        reason_code=reason_code,
        restock=restock,
        notify_customer=notify_customer,
        key=f"cancel:{key}" if key else "",
    )
    with step(order, actor=actor, at=at) as change:
        known = plan_under(change, new.key)
        plan = known or _begin(change, new)
        if plan is None or not (known or leaves_to_do(change.order, plan)):
            return Cancellation(change.order, plan)
    if known:
        recheck_plan(order, known, actor=actor, at=at)
    if plan.is_open and plan.status not in EXECUTED_PLANS:
        return Cancellation(change.order, plan)
    plan = execute_plan(order, plan, actor=actor, at=at)
    (fresh,) = fetch(Order, id=order.pk)
    return Cancellation(fresh, plan)


def why_not_cancelled(order: Order, items: Sequence[OrderItem]) -> Refusal | None:
    """Why a customer cannot cancel anything of an order now; None if something can be cancelled."""
    if order.status not in OPENABLE:
        return no_such_edge(order, OrderStatus.CANCELLATION_WAITING)
    if not any(item.quantity_open for item in items):
        return NothingToCancel()
    return _why_not_by_customers(order, items)


def _begin(change: Change, new: NewPlan) -> CancellationPlan | None:
    order = change.order
    if order.status == OrderStatus.NEW and new.lines is None:
        change.move("cancel", note=new.reason)
        cancel_unshipped(change)
        return None
    policy = _policy_for(change)
    plan = begin_plan(change, new)
    if policy == CancellationPolicy.AT_ONCE:
        begin_execution(change, plan)
    return plan


def _policy_for(change: Change) -> str:
    """The policy for the caller: staff and clients decide themselves."""
    if change.actor.kind not in BUYERS:
        return CancellationPolicy.AT_ONCE
    refusal = _why_not_by_customers(change.order, change.items)
    if refusal is not None:
        raise refusal
    return channel_of(change.order).customer_cancellation


def _why_not_by_customers(order: Order, items: Sequence[OrderItem]) -> Refusal | None:
    if channel_of(order).customer_cancellation == CancellationPolicy.NEVER:
        return CancellationNotOffered()
    if any(item.quantity_shipped for item in items):
        return AlreadySent()
    return None
