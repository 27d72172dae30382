"""Writing amended contents: items keep their rows, ready shipments hold what is to be sent."""

from __future__ import annotations

from uuid import UUID

from common.fsm import move
from orders.amending.amended import COLUMNS, Amended
from orders.change import Change
from orders.fulfilment.allocation import forget_shipments, put_back, remove_cancelled, remove_units
from orders.fulfilment.shipment_state import advance_item, ready_shipments
from orders.models import Adjustment, OrderItem, ShipmentLine
from orders.statuses import ItemStatus


def write_contents(change: Change, amended: Amended) -> None:
    """Write items and adjustments, and what is ready to be sent. Call under the order's lock, before the sums."""
    more = {row.id: row.quantity for row in amended.added}
    Adjustment.objects.filter(order=change.order).delete()
    _remove(change, amended)
    more |= _change(change, amended)
    OrderItem.objects.bulk_create(amended.added)
    for row in amended.added:
        row.saved_progress = row.progress
    change.items += amended.added
    Adjustment.objects.bulk_create(amended.contents.adjustments)
    remove_cancelled(change)
    put_back(change, more)


def _remove(change: Change, amended: Amended) -> None:
    gone = {item.id for item in amended.removed}
    if not gone:
        return
    ready = ShipmentLine.objects.filter(shipment__in=ready_shipments(change), item__in=gone)
    units: dict[UUID, int] = {}
    for item_id, quantity in ready.values_list("item_id", "quantity"):
        units[item_id] = units.get(item_id, 0) + quantity
    remove_units(change, units)
    ShipmentLine.objects.filter(item__in=gone).delete()
    OrderItem.objects.filter(pk__in=gone).delete()
    change.items = [item for item in change.items if item.id not in gone]
    forget_shipments(change)


def _change(change: Change, amended: Amended) -> dict[UUID, int]:
    """Write the columns of items that stay, and return how many units were added to each."""
    wanted, more = {row.id: row for row in amended.contents.items}, {}
    rows = [item for item in change.items if item.id in amended.named]
    for item in rows:
        grows = wanted[item.id].quantity - item.quantity
        for name in COLUMNS:
            setattr(item, name, getattr(wanted[item.id], name))
        item.updated_at = change.at
        if grows > 0:
            more[item.id] = grows
            if item.status == ItemStatus.PACKAGED:
                move(item, "await_packaging", at=change.at)
        advance_item(change, item)
    OrderItem.objects.bulk_update(rows, [*COLUMNS, "updated_at"])
    return more
