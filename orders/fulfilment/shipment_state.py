"""Shipments and their items inside a change: what every command that ships, delivers or cancels has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from common.fsm import move
from common.money import ZERO
from events.types import EventType
from orders.change import Change
from orders.channel import channel_of
from orders.derivation import payment_status, shipping_status
from orders.fulfilment.carriers import tracking_of
from orders.models import OrderItem, Shipment
from orders.progress import approve_items, move_items, save_items, write_status
from orders.refunded import items_being_refunded
from orders.statuses import PAYABLE, ItemStatus, ShipmentState
from orders.totals import waive_outstanding

SHIPPABLE_ITEMS = frozenset({ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING, ItemStatus.PACKAGED})
"""Items that may be put into a shipment."""


def ready_shipments(change: Change) -> list[Shipment]:
    """The shipments that are still here."""
    return [shipment for shipment in change.shipments if shipment.state == ShipmentState.READY]


def mark_shipped(
    change: Change,
    shipment: Shipment,
    *,
    notify_customer: bool = False,
    again: Counter[UUID] | None = None,
    **details: str,
) -> None:
    """Ship a shipment and count its units; `again` are those that an earlier e-mail named. Call `follow_items` when all
    shipments are done.

    Raises:
        TransitionRefused: it was sent or cancelled before.
    """
    move(shipment, "ship", "state", at=change.at)
    default = channel_of(change.order).default_carrier_id
    _apply(change, shipment, tracking_of(shipment, details, default=default))
    items = {item.id: item for item in change.items}
    for line in shipment.lines.all():
        item = items[line.item_id]
        item.quantity_shipped += line.quantity
        item.tracking_number = shipment.tracking_number or item.tracking_number
        item.shipping_company = shipment.carrier or item.shipping_company
        advance_item(change, item)
    change.record(
        EventType.SHIPMENT_SHIPPED,
        shipment=str(shipment.id),
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        lines=_announced_again(named_lines(change, shipment), again or Counter()),
        notify_customer=notify_customer,
    )


def named_lines(change: Change, shipment: Shipment) -> list[dict[str, Any]]:
    """The contents of a shipment, as events and e-mails show them."""
    items = {item.id: item for item in change.items}
    return [
        {"item": str(line.item_id), "sku": items[line.item_id].sku, "name": items[line.item_id].name}
        | {"quantity": line.quantity}
        for line in shipment.lines.all()
    ]


def mark_delivered(change: Change, shipment: Shipment) -> None:
    """Hand a shipment to the customer and count its units.

    Raises:
        TransitionRefused: it is not on its way.
    """
    move(shipment, "deliver", "state", at=change.at)
    shipment.updated_at = change.at
    change.writes.update(shipment, ["state", "delivered_at", "updated_at"])
    items = {item.id: item for item in change.items}
    for line in shipment.lines.all():
        count_delivered(change, items[line.item_id], line.quantity)
    change.record(EventType.SHIPMENT_DELIVERED, shipment=str(shipment.id))


def count_delivered(change: Change, item: OrderItem, units: int) -> None:
    """Some units of an item have arrived."""
    item.quantity_delivered = min(item.quantity_shipped, item.quantity_delivered + units)
    advance_item(change, item)


def advance_item(change: Change, item: OrderItem) -> None:
    """Mark an item as shipped with the last unit to be sent, and as delivered with the last one sent. Units that are
    being refunded may yet be sent."""
    all_sent = item.quantity_open == 0 and item.quantity_shipped and not is_being_refunded(change, item)
    if item.status in SHIPPABLE_ITEMS and all_sent:
        move(item, "ship", at=change.at)
        if item.quantity_delivered == item.quantity_shipped:
            write_status(change, item)
    if item.status == ItemStatus.SHIPPED and item.quantity_delivered == item.quantity_shipped:
        move(item, "deliver", at=change.at)


def is_being_refunded(change: Change, item: OrderItem) -> bool:
    """Whether units of an item are withheld by a refund without an outcome yet."""
    return bool(item.quantity_refunded_unsent) and item.id in items_being_refunded(change.order)


def approve_unpaid(change: Change) -> None:
    """Shipping an unpaid order approves it: the customer is trusted to pay."""
    if change.order.status in PAYABLE:
        change.move("process")
        approve_items(change)
        save_items(change)


def mark_cancelled(change: Change, shipment: Shipment) -> None:
    """Cancel a shipment that was not sent.

    Raises:
        TransitionRefused: it was sent.
    """
    move(shipment, "cancel", "state", at=change.at)
    shipment.updated_at = change.at
    change.writes.update(shipment, ["state", "updated_at"])
    change.record(EventType.SHIPMENT_CANCELLED, shipment=str(shipment.id))


def cancel_unshipped(change: Change) -> None:
    """Cancel the shipments and items of an unpaid order that was cancelled."""
    order = change.order
    for shipment in ready_shipments(change):
        mark_cancelled(change, shipment)
    for item in change.items:
        item.quantity_cancelled += item.quantity_open
    move_items(change, "cancel", {ItemStatus.PENDING, *SHIPPABLE_ITEMS})
    save_items(change)
    waive_outstanding(order)
    order.shipping_status = shipping_status(change.items)
    order.payment_status = payment_status(
        total=order.total, paid=order.amount_paid, refunded=order.amount_refunded, authorized=ZERO, terminated=True
    )


def _announced_again(lines: list[dict[str, Any]], again: Counter[UUID]) -> list[dict[str, Any]]:
    """The lines, each with how many of its units an earlier e-mail named; these are used up."""
    for line in lines:
        units = min(line["quantity"], again[UUID(line["item"])])
        if units:
            line["again"] = units
            again[UUID(line["item"])] -= units
    return lines


def _apply(change: Change, shipment: Shipment, details: Mapping[str, str]) -> None:
    for name, value in details.items():
        setattr(shipment, name, value)
    shipment.updated_at = change.at
    change.writes.update(shipment, [*details, "state", "shipped_at", "updated_at"])


def locked_item(change: Change, item: OrderItem) -> OrderItem:
    """The item as it is under its order's lock."""
    return next(row for row in change.items if row.id == item.id)


def locked_shipment(change: Change, shipment: Shipment) -> Shipment:
    """The shipment as it is under its order's lock."""
    return next(row for row in change.shipments if row.id == shipment.id)
