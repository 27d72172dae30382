"""Moving an order manually to another status, and listing the possible moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cancellations.reading import plans_of
from cancellations.statuses import PlanType
from common.actors import Actor
from common.fsm import TransitionRefused, edge_to, no_such_edge, why_not_manually
from orders.change import Change, changing
from orders.derivation import shipping_status
from orders.fulfilment.ship import everything_left
from orders.fulfilment.shipment_state import cancel_unshipped, mark_delivered, mark_shipped
from orders.hold import note_hold, refuse_wrong_end
from orders.models import Order, OrderItem, ReasonVerb
from orders.paid import follow_nothing_due
from orders.place import add_full_shipment, await_payment
from orders.progress import approve_items, follow_items, move_items, save_items
from orders.reasons import GivenReason, given_reason
from orders.refunded import items_being_refunded
from orders.search import refresh_search_text
from orders.statuses import IN_FULFILMENT, ItemStatus, OrderStatus, ShipmentState


class PlanIsOpen(TransitionRefused):
    """A cancellation plan decides what becomes of the order."""

    code = "plan_is_open"
    sentence = "A cancellation plan is open: decide it first."

    def __init__(self) -> None:
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class ManualMove:
    """A status, and why the order cannot be moved there manually; None if it can."""

    status: OrderStatus
    error: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """An order and every status it could be moved to, in the order of the codes."""

    order: Order
    transitions: list[ManualMove]


def status_report(order: Order) -> StatusReport:
    """The order's status and possible transitions, with the reason for each refusal."""
    moves = []
    decisions = open_decisions(order)
    for status in OrderStatus:
        refusal = why_not_move(order, status, decisions)
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
    hold_until: datetime | None = None,
) -> Order:
    """Move an order manually, with its items and shipments. Its present status, posted again with a note or to notify
    the customer, is logged and mailed; a bare repeat changes nothing. The note of a hold is its reason. The log keeps
    the `label`, the name that the caller used for the status.

    Raises:
        InvalidInput: an end of something that is no hold, or one that is past.
        TransitionRefused: with the sentence that says why not.
    """
    with changing(order, actor=actor, at=at) as change:
        refusal = why_not_move(change.order, to, open_decisions(change.order) if to in _DECIDED_FIRST else set())
        if refusal:
            raise refusal
        refuse_wrong_end(to, hold_until, at)
        edge = _edge(change.order, to)
        reason = given_reason(change.order, ReasonVerb.HOLD, note) if to == OrderStatus.HOLD else GivenReason(note)
        note = reason.text
        if edge:
            change.move(edge, label=label, note=note, reason_code=reason.code, notify_customer=notify_customer)
            _FOLLOWED_BY.get(edge, _nothing_more)(change)
        elif note or notify_customer or hold_until:
            change.note_status(label or OrderStatus(to).label, note=note, notify_customer=notify_customer)
        if to == OrderStatus.HOLD and (edge or note or hold_until):
            note_hold(change.order, reason=note or change.order.hold_reason, until=hold_until, actor=actor)
    return change.order


def open_decisions(order: Order) -> set[str]:
    """The open decisions: the types of the order's open cancellation plans, and refunds of unsent units."""
    withheld = OrderItem.objects.filter(order=order, quantity_refunded_unsent__gt=0).values_list("pk", flat=True)
    undecided = set(withheld) & items_being_refunded(order) if withheld else set()
    types = {plan.plan_type for plan in plans_of(order.pk) if any(line.open for line in plan.lines.all())}
    return {*types, *([UNITS_REFUNDED] if undecided else [])}


def _edge(order: Order, to: OrderStatus) -> str | None:
    """The transition that leads to a status; from a hold back to where the order came from, it is the release."""
    if is_release(order, to):
        return "release"
    edge = edge_to(Order, order.status, to)
    return edge.name if edge else None


def is_release(order: Order, to: OrderStatus) -> bool:
    """Whether a status is the one that an order on hold came from."""
    return order.status == OrderStatus.HOLD and to == order.status_before_hold


def why_not_move(order: Order, to: OrderStatus, open_decisions: set[str]) -> TransitionRefused | None:
    """Why a person cannot move the order; None if they can. `open_decisions` are its own."""
    if is_release(order, to):
        return None
    if order.status == OrderStatus.HOLD and to != order.status and not edge_to(Order, order.status, to):
        return no_such_edge(order, to)
    refusal = why_not_manually(order, to)
    if refusal is not None or to == order.status or to not in _DECIDED_FIRST:
        return refusal
    if PlanType.CANCEL in open_decisions:
        return PlanIsOpen()
    if UNITS_REFUNDED in open_decisions:
        return TransitionRefused(
            "Units are being refunded: they are shipped if that fails. Wait for it, or settle the refund.",
            code="units_are_being_refunded",
        )
    return None


_DECIDED_FIRST = {OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CANCELLED}
"""Statuses to which units cannot follow that may yet be cancelled, or shipped after all."""

UNITS_REFUNDED = "units_refunded"
"""Units that were not sent are being refunded, among the open decisions."""


def _nothing_more(change: Change) -> None:
    """The items stay where they are."""


def _prepare_shipment(change: Change) -> None:
    await_payment(change.order)
    add_full_shipment(change, change.items)
    follow_nothing_due(change, change.items)


def _approve_items(change: Change) -> None:
    approve_items(change)
    follow_items(change)


def _follow_items(change: Change) -> None:
    if change.order.status in IN_FULFILMENT:
        follow_items(change)


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
    "release": _follow_items,
    "process": _approve_items,
    "await_packaging": _await_packaging,
    "pack": _pack_items,
    "ship": _send_everything,
    "complete": _deliver_everything,
    "cancel": cancel_unshipped,
}
"""The further effects of a manual move."""
