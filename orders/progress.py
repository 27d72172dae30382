"""The progress of items, and of the order that follows them. Shared by every command that moves items."""

from __future__ import annotations

from collections.abc import Iterable

from common.fsm import edge_to, move, sources_of
from orders.change import Change
from orders.derivation import shipping_status, status_following
from orders.models import Order, OrderItem
from orders.statuses import IN_FULFILMENT, PAYABLE, ItemStatus, OrderStatus

_DETOURS = {OrderStatus.COMPLETED: "ship", OrderStatus.CANCELLED: "request_cancellation"}
"""The status to pass through, where no transition leads straight to a status."""

_UNKNOWN = object()


def approve_items(change: Change) -> None:
    """Approve an order and its items, also those that wait for a decision."""
    move_items(change, "approve", {ItemStatus.PENDING})
    for item in change.items:
        if item.status_before_cancellation == ItemStatus.PENDING:
            item.status_before_cancellation = ItemStatus.APPROVED


def move_items(change: Change, transition: str, sources: Iterable[ItemStatus]) -> None:
    """Take a transition with every item that is in one of the given statuses."""
    for item in change.items:
        if item.status in sources:
            move(item, transition, at=change.at)


def write_status(change: Change, item: OrderItem) -> None:
    """Write an item's move before the next one: the database refuses a status that skips one."""
    change.writes.update(item, ["status"])
    item.saved_progress = {**item.saved_progress, "status": item.status}


def save_items(change: Change) -> None:
    """Write the changed columns of the items."""
    for item in change.items:
        progress = item.progress
        changed = [name for name, value in progress.items() if item.saved_progress.get(name, _UNKNOWN) != value]
        if changed:
            item.updated_at = change.at
            item.saved_progress = progress
            change.writes.update(item, [*changed, "updated_at"])


def follow_items(change: Change) -> None:
    """Save the items and update the order: its shipping status always, its own status unless it awaits payment with
    units left."""
    save_items(change)
    order = change.order
    order.shipping_status = shipping_status(change.items)
    goal = status_following(change.items)
    if order.status not in PAYABLE or goal not in IN_FULFILMENT:
        advance_order(change, goal)


def advance_order(change: Change, goal: OrderStatus) -> None:
    """Move the order to a status along the transitions there are; without any it stays."""
    order = change.order
    if order.status == OrderStatus.CANCELLATION_WAITING and goal <= OrderStatus.COMPLETED:
        change.move("resume")
    if order.status == goal or (order.status == OrderStatus.HOLD and goal <= OrderStatus.COMPLETED):
        return
    detour = _DETOURS.get(goal)
    straight = edge_to(Order, order.status, goal)
    if straight:
        change.move(straight.name)
    elif detour and order.status in sources_of(Order, detour):
        change.move(detour)
        advance_order(change, goal)
