"""Moving an order by hand to another status, and telling which moves there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cancellations.models import PlanLine
from cancellations.statuses import PlanType
from common.actors import Actor
from common.fsm import TransitionRefused, edge_to, why_not_manually
from orders.change import Change, changing
from orders.derivation import shipping_status
from orders.fulfilment.ship import everything_left
from orders.fulfilment.shipment_state import cancel_unshipped, mark_delivered, mark_shipped
from orders.models import Order
from orders.place import add_full_shipment, await_payment
from orders.progress import approve_items, move_items, save_items
from orders.search import refresh_search_text
from orders.statuses import ItemStatus, OrderStatus, ShipmentState


@dataclass(frozen=True, slots=True)
class ManualMove:
    """A status, and the refusal that moving there by hand would meet; None where it is allowed."""

    status: OrderStatus
    error: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """An order and every status it could be moved to, in the order of the codes."""

    order: Order
    transitions: list[ManualMove]


def status_report(order: Order) -> StatusReport:
    """Where the order is and where it can go, with the reason for each refusal."""
    moves = []
    plans = open_plans(order)
    for status in OrderStatus:
        refusal = why_not_move(order, status, plans)
        moves.append(ManualMove(status, refusal.detail, refusal.code) if refusal else ManualMove(status, None, None))
    return StatusReport(order, moves)


def change_status(
    order: Order,
    *,
    to: OrderStatus,
    actor: Actor,
    at: datetime,
    label: str = "",
    note: str = "",
    notify_customer: bool = False,
) -> Order:
    """Move an order by hand. Its items and shipments go with it; the status it already has changes nothing. The log
    keeps the `label`, a name that the status was asked for by.

    Raises:
        TransitionRefused: with the sentence that says why not.
    """
    with changing(order, actor=actor, at=at) as change:
        refusal = why_not_move(change.order, to, open_plans(change.order))
        if refusal:
            raise refusal
        edge = edge_to(Order, change.order.status, to)
        if edge:
            change.move(edge.name, label=label, note=note, notify_customer=notify_customer)
            _FOLLOWED_BY.get(edge.name, _nothing_more)(change)
    return change.order


def open_plans(order: Order) -> set[str]:
    """The types of the order's open cancellation plans."""
    lines = PlanLine.objects.filter(plan__order=order, open=True)
    return set(lines.values_list("plan__plan_type", flat=True))


def why_not_move(order: Order, to: OrderStatus, plans: set[str]) -> TransitionRefused | None:
    """The refusal that a person would meet who moves the order; `plans` are the types of its open plans."""
    refusal = why_not_manually(order, to)
    if refusal is None and to != order.status and PlanType.CANCEL in plans and to in _DECIDED_FIRST:
        return TransitionRefused("A cancellation plan is open: decide it first.", code="plan_is_open")
    return refusal


_DECIDED_FIRST = {OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CANCELLED}
"""Where units cannot go along that may yet be cancelled."""


def _nothing_more(change: Change) -> None:
    """The items stay where they are."""


def _prepare_shipment(change: Change) -> None:
    await_payment(change.order)
    add_full_shipment(change.order, change.items, at=change.at)


def _approve_items(change: Change) -> None:
    approve_items(change)
    save_items(change)


def _await_packaging(change: Change) -> None:
    move_items(change, "await_packaging", {ItemStatus.APPROVED, ItemStatus.PACKAGED})
    save_items(change)


def _pack_items(change: Change) -> None:
    move_items(change, "pack", {ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING})
    save_items(change)


def _send_everything(change: Change) -> None:
    for shipment in everything_left(change):
        mark_shipped(change, shipment)
    save_items(change)
    change.order.shipping_status = shipping_status(change.items)
    refresh_search_text(change)


def _deliver_everything(change: Change) -> None:
    if change.order.has_unshipped_items():
        _send_everything(change)
    for shipment in change.shipments:
        if shipment.state == ShipmentState.SHIPPED:
            mark_delivered(change, shipment)
    save_items(change)
    change.order.shipping_status = shipping_status(change.items)


_FOLLOWED_BY: dict[str, Callable[[Change], None]] = {
    "place": _prepare_shipment,
    "process": _approve_items,
    "await_packaging": _await_packaging,
    "pack": _pack_items,
    "ship": _send_everything,
    "complete": _deliver_everything,
    "cancel": cancel_unshipped,
}
"""What else a move by hand brings about."""
