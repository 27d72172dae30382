"""What plans do to the units of an order. Call all of it under the order's lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import CLOSED_PLANS, PlanStatus, PlanType
from common.fsm import move, sources_of
from orders.change import Change
from orders.fulfilment.allocation import remove_cancelled
from orders.fulfilment.shipment_state import advance_item, is_being_refunded
from orders.fulfilment.withheld import withhold_refunded
from orders.hold import approve_held
from orders.models import Order, OrderItem
from orders.money.sums import refresh_money
from orders.progress import approve_items, follow_items, save_items, write_status
from orders.statuses import PAYABLE, TERMINATED, ItemStatus, OrderStatus
from orders.totals import waive_outstanding

MIRRORED: dict[str, str | None] = {
    PlanStatus.WAITING_SUPPLIER: PlanStatus.WAITING,
    PlanStatus.FAILED: PlanStatus.MANUEL_REFUND_NEED,
    PlanStatus.CANCELLED: None,
}
"""Akinon publishes eight of the eleven words for orders and items; these three are mapped to others."""


def lines_of(plan: CancellationPlan) -> list[PlanLine]:
    """The lines of a plan."""
    return list(plan.lines.all())


def open_items(plans: Iterable[CancellationPlan]) -> set[UUID]:
    """The items of which units are in an open plan. Each is in one at most."""
    return {line.item_id for plan in plans for line in lines_of(plan) if line.open}


def suspend_items(change: Change, lines: Sequence[PlanLine]) -> None:
    """Hold the items until a decision; they remember where they came from."""
    for item, _line in _matched(change, lines):
        move(item, "request_cancellation", at=change.at)
    follow_items(change)


def resume_items(change: Change, lines: Sequence[PlanLine]) -> None:
    """Restore the items to where they were, unless something else has happened to them meanwhile."""
    close_lines(change, lines)
    for item, _line in _matched(change, lines):
        _resume(change, item)
    withhold_refunded(change)
    _go_on(change)


def settle_units(change: Change, plan: CancellationPlan, lines: Sequence[PlanLine]) -> None:
    """The units are cancelled, or are back; an item of which none is left is cancelled or rejected."""
    for item, line in _matched(change, lines):
        if plan.plan_type == PlanType.CANCEL:
            item.quantity_cancelled += line.quantity
        else:
            item.quantity_returned += line.quantity
        _settle(change, item, rejected=plan.rejects_items)
    save_items(change)
    remove_cancelled(change)
    _close_order(change)
    withhold_refunded(change)
    _go_on(change)


def close_lines(change: Change, lines: Sequence[PlanLine]) -> None:
    """The plan is over, or its units are: its items may be in another one."""
    for line in lines:
        line.open = False
        change.writes.update(line, ["open"])


def mirror(change: Change) -> None:
    """Copy the state of the newest open plan, else of the newest, to order and items."""
    change.order.cancel_status = shown_status(change.plans)
    for item in change.items:
        item.cancel_status = shown_status(
            [plan for plan in change.plans if any(line.item_id == item.id for line in lines_of(plan))]
        )
    save_items(change)


def described_lines(change: Change, lines: Sequence[PlanLine]) -> list[dict[str, Any]]:
    """Lines as events show them: another system keeps the stock, and learns here what to restock."""
    return [
        {
            "item": str(item.id),
            "sku": item.sku,
            "name": item.name,
            "quantity": line.quantity,
            "restock": line.restock,
        }
        for item, line in _matched(change, lines)
    ]


def _matched(change: Change, lines: Sequence[PlanLine]) -> list[tuple[OrderItem, PlanLine]]:
    items = {item.id: item for item in change.items}
    return [(items[line.item_id], line) for line in lines]


def _settle(change: Change, item: OrderItem, *, rejected: bool) -> None:
    """Settle an item after units of it were cancelled or returned."""
    if item.quantity_left == 0 and not is_being_refunded(change, item):
        move(item, "reject" if rejected and not item.quantity_shipped else "cancel", at=change.at)
    elif item.status == ItemStatus.CANCELLATION_WAITING:
        _resume(change, item)
    else:
        advance_item(change, item)


def _resume(change: Change, item: OrderItem) -> None:
    move(item, "resume", at=change.at)
    write_status(change, item)
    advance_item(change, item)


def _close_order(change: Change) -> None:
    """An order of which everything came back, with its money, is refunded; that nothing was sent makes it cancelled."""
    order = change.order
    gone = all(item.status in (ItemStatus.CANCELLED, ItemStatus.REJECTED) for item in change.items)
    refunded = order.amount_refunded > 0 and order.amount_refunded == order.amount_paid
    came_back = any(item.quantity_returned for item in change.items)
    if gone and refunded and came_back and order.status in sources_of(Order, "mark_refunded"):
        change.move("mark_refunded", note=_("Everything was returned and refunded."))


def _go_on(change: Change) -> None:
    """The order follows its items; one that was paid meanwhile is approved now."""
    order = change.order
    follow_items(change)
    if order.status == OrderStatus.HOLD and order.is_paid and order.amount_paid:
        approve_held(change)
    elif order.status in PAYABLE and order.is_paid and order.amount_paid:
        change.move("process", note=_("Paid in full."))
        approve_items(change)
        follow_items(change)
    if all(item.quantity_left == 0 and not is_being_refunded(change, item) for item in change.items):
        waive_outstanding(order)
    if order.status in TERMINATED:
        refresh_money(change)


def shown_status(plans: Sequence[CancellationPlan]) -> str | None:
    """The status of the newest open plan, else of the newest, in the published words."""
    if not plans:
        return None
    newest = next((plan for plan in reversed(plans) if plan.status not in CLOSED_PLANS), plans[-1])
    return MIRRORED.get(newest.status, newest.status)
