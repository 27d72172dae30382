"""Reject an item, or some units of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanType
from common.actors import Actor
from common.errors import Refusal
from common.fsm import TransitionRefused, no_such_edge, sources_of
from common.money import format_amount
from events.types import EventType
from orders.cancelling.plan_execution import begin_execution, execute_plan, recheck_plan, record_plan
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, create_plan
from orders.cancelling.plan_units import lines_of
from orders.cancelling.plans import plan_under, refuse_closed
from orders.change import Change
from orders.fulfilment.shipment_state import locked_item
from orders.models import Order, OrderItem
from orders.money.gateway_calls import step
from orders.statuses import ItemStatus, OrderStatus
from orders.unit_states import UnitState, unit_states


@dataclass(frozen=True, slots=True)
class Rejection:
    """An item that was rejected, and the plan by which its money goes back."""

    item: OrderItem
    plan: CancellationPlan


PACKED = frozenset({ItemStatus.PACKAGED, ItemStatus.SHIPPED, ItemStatus.DELIVERED})


class PackagedOrdersCannotBeRejected(Refusal):
    """What is packed can be cancelled, but not be rejected (Akinon's rule)."""

    code = "packaged_orders_cannot_be_rejected"
    sentence = "packaged orders cannot be rejected"


class UnitIsOver(Refusal):
    """A unit that was shipped, cancelled or rejected cannot be rejected."""

    code = "unit_is_over"
    sentence = "This unit of {item} was sent, cancelled or rejected before."


def reject_item(
    item: OrderItem,
    *,
    actor: Actor,
    at: datetime,
    quantity: int | None = None,
    unit_number: int | None = None,
    reason: str = "",
    key: str = "",
) -> Rejection:
    """Reject an item, some units of it, or the unit with this number (from 0): they are cancelled at once, their money
    goes back through a cancellation plan, and the customer is notified. The order is rejected with its last item.
    Repeated under the same key, it carries on with what it began.

    Raises:
        PackagedOrdersCannotBeRejected: it is packed, or further.
        ItemInOpenPlan: it waits for a decision already.
        TransitionRefused: it is over, or the order's payment failed.
        TooFewUnits: so many are not left.
        UnitIsOver: the unit with this number is not among those that are left.
    """
    order = item.order
    line = {"item": item.id, "quantity": quantity if unit_number is None else 1, "unit_number": unit_number}
    new = NewPlan(
        plan_type=PlanType.CANCEL,
        lines=[line],
        reason=reason,
        restock=False,
        rejects_items=True,
        key=f"reject:{key}" if key else "",
    )
    with step(order, actor=actor, at=at) as change:
        begun = plan_under(change, new.key)
        plan = begun or _begin(change, locked_item(change, item), new)
    if begun:
        recheck_plan(order, begun, actor=actor, at=at)
    execute_plan(order, plan, actor=actor, at=at)
    return Rejection(OrderItem.objects.get(pk=item.pk), CancellationPlan.objects.get(pk=plan.pk))


def refuse_unrejectable(order: Order, item: OrderItem) -> None:
    """Raises:
    PackagedOrdersCannotBeRejected, ItemInOpenPlan, TransitionRefused: as for `reject_item`.
    """
    if item.status in PACKED:
        raise PackagedOrdersCannotBeRejected(status=ItemStatus(item.status).name)
    if item.status == ItemStatus.CANCELLATION_WAITING:
        raise ItemInOpenPlan(item=item.name, item_id=str(item.id))
    if item.status not in sources_of(OrderItem, "reject"):
        raise no_such_edge(item, ItemStatus.REJECTED)
    refuse_closed(order)
    if order.status not in sources_of(Order, "reject"):
        raise _cannot_be_rejected(order)


def _named_units(item: OrderItem) -> set[int]:
    """The numbers of the units of an item that were rejected by number."""
    numbers = PlanLine.objects.filter(item=item).values_list("unit_number", flat=True)
    return {number for number in numbers if number is not None}


def _refuse_unit_that_is_over(item: OrderItem, number: int | None) -> None:
    if number is None:
        return
    states = unit_states(item, cancelled=_named_units(item))
    if not 0 <= number < len(states) or states[number] is not UnitState.WAITING:
        raise UnitIsOver(item=item.name, item_id=str(item.id))


def _cannot_be_rejected(order: Order) -> TransitionRefused:
    if order.status == OrderStatus.FAILED:
        return TransitionRefused("The payment failed: cancel the order instead.", code="cancel_instead")
    return no_such_edge(order, OrderStatus.REJECTED)


def _begin(change: Change, item: OrderItem, new: NewPlan) -> CancellationPlan:
    refuse_unrejectable(change.order, item)
    _refuse_unit_that_is_over(item, new.lines[0].get("unit_number") if new.lines else None)
    plan = create_plan(change, new)
    record_plan(change, plan, EventType.PLAN_OPENED)
    begin_execution(change, plan)
    change.record(
        EventType.ITEM_REJECTED,
        item=str(item.id),
        sku=item.sku,
        name=item.name,
        quantity=lines_of(plan)[0].quantity,
        plan=str(plan.id),
        reason=plan.reason,
        worth=format_amount(plan.amount, change.order.currency),
        parts=plan.payment_plan,
        currency=change.order.currency,
    )
    return plan
