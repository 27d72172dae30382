"""Units that were refunded by item before they were sent, and are not shipped (ADR 77)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from common.fsm import move
from common.money import ZERO
from common.rows import fetch
from events.types import EventType
from orders.change import Change
from orders.fulfilment.allocation import put_back, remove_cancelled, units_awaiting_decision
from orders.fulfilment.shipment_state import SHIPPABLE_ITEMS, advance_item, is_being_refunded
from orders.models import Adjustment, OrderItem
from orders.progress import follow_items, write_status
from orders.refunded import live_refunds, refunded_alone, refunds_of_units
from orders.refunded_units import RefundedUnits
from orders.shares import Shares, shares_of
from orders.statuses import TERMINATED, ItemStatus
from orders.totals import waive_outstanding
from payments.reading import payments_of, refunds_of

UNSENT_ITEMS = SHIPPABLE_ITEMS | {ItemStatus.PENDING}
"""Items with units to be sent, and no other decision."""


def withhold_refunded(change: Change) -> None:
    """Update the units that are not shipped from the refunds of units, and shipments, items and order from these.
    Unsent units are withheld while their refund is under way or done, and to be shipped again when it failed. An item
    with none left is cancelled once its refund is done.

    Call under the order's lock, after whatever changed a refund of units or the number of units that are unsent.
    """
    if not any(refund.lines for refund in refunds_of(payments_of(change.order.pk))):
        return
    stopped: dict[UUID, int] = {}
    resumed: dict[UUID, int] = {}
    shares = shares_of(change.order, change.items, fetch(Adjustment, order_id=change.order.pk))
    alone, covered = _refunded(change, shares)
    for item, goal in _goals(change, covered):
        difference = goal - item.quantity_refunded_unsent
        if difference > 0:
            stopped[item.id] = difference
        elif difference < 0 and _may_be_sent(change, item):
            resumed[item.id] = -difference
    _write(change, stopped, resumed)
    change.order.refund_missing = sum(
        (_missing(item, alone[item.id], covered[item.id], shares) for item in change.items), ZERO
    )
    for item in change.items:
        if item.quantity_refunded_unsent and item.status in UNSENT_ITEMS:
            _conclude(change, item)
    follow_items(change)
    if all(item.quantity_left == 0 and not is_being_refunded(change, item) for item in change.items):
        waive_outstanding(change.order)


def _refunded(change: Change, shares: Shares) -> tuple[Mapping[UUID, RefundedUnits], dict[UUID, int]]:
    """What was refunded for units of each item alone, and how many of these units need not be shipped."""
    alone = refunded_alone(change.order, shares, change.plans)
    live = live_refunds(change.order)
    given_up = refunds_of_units([refund for refund in live if not refund.keep_shipping], shares)
    return alone, {item.id: min(given_up[item.id].units, alone[item.id].units) for item in change.items}


def _goals(change: Change, covered: Mapping[UUID, int]) -> list[tuple[OrderItem, int]]:
    """The number of units of each item that are not to be shipped: the refunded ones that were not sent."""
    waiting = units_awaiting_decision(change)
    return [(item, max(0, min(covered[item.id], item.quantity_unsent - waiting[item.id]))) for item in change.items]


def _missing(item: OrderItem, alone: RefundedUnits, covered: int, shares: Shares) -> Decimal:
    """What is to go back for units of an item that are not shipped, and that no refund covers any more. A refund of
    units that are shipped all the same does not cover them."""
    taken = item.quantity_cancelled + item.quantity_returned + alone.units
    short = min(item.quantity_refunded_unsent - covered, item.quantity - taken)
    return max(ZERO, shares.goods(item.id, short, taken=taken) - alone.credit) if short > 0 else ZERO


def _may_be_sent(change: Change, item: OrderItem) -> bool:
    """Whether units of an item can still be shipped. If not, a person decides about the money."""
    reached = item.status_before_cancellation if item.status == ItemStatus.CANCELLATION_WAITING else item.status
    return change.order.status not in TERMINATED and reached in UNSENT_ITEMS


def _write(change: Change, stopped: Mapping[UUID, int], resumed: Mapping[UUID, int]) -> None:
    for item in change.items:
        item.quantity_refunded_unsent += stopped.get(item.id, 0) - resumed.get(item.id, 0)
        about = {"item": str(item.id), "sku": item.sku, "name": item.name}
        if item.id in stopped:
            change.record(EventType.ITEM_SHIPPING_STOPPED, **about, quantity=stopped[item.id])
        if item.id in resumed:
            change.record(EventType.ITEM_SHIPPING_RESUMED, **about, quantity=resumed[item.id])
    if stopped:
        remove_cancelled(change)
    put_back(change, resumed)


def _conclude(change: Change, item: OrderItem) -> None:
    """Conclude an item with no units left, or none left to send, once its refunds are certain."""
    if item.saved_progress.get("status", item.status) != item.status:
        write_status(change, item)
    if item.quantity_left or is_being_refunded(change, item):
        advance_item(change, item)
    else:
        move(item, "cancel", at=change.at)
