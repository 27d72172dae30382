"""Parcels and pieces inside a change: what every command that sends, delivers or packs has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from addresses.models import CustomerAddress
from common.fsm import edge_to, move, sources_of
from common.money import ZERO
from events.types import EventType
from orders.derivation import payment_status, shipping_status, status_following
from orders.models import Order, OrderItem, Shipment, ShipmentLine
from orders.search import search_text
from orders.services.change import Change
from orders.statuses import IN_FULFILMENT, PAYABLE, ItemStatus, OrderStatus, ShipmentState

SHIPPABLE_ITEMS = frozenset({ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING, ItemStatus.PACKAGED})
"""Items that may be put on a lorry."""

_DETOURS = {OrderStatus.COMPLETED: "ship", OrderStatus.CANCELLED: "request_cancellation"}
"""The step before, where no edge leads straight to a status."""


def add_shipment(
    order: Order, pieces: Mapping[UUID, int], *, at: datetime, carrier: str = "", method: str = ""
) -> Shipment:
    """A parcel ready to be sent, with so many pieces of each item. Call under the order's lock."""
    shipment = Shipment(order=order, carrier=carrier, method=method, created_at=at, updated_at=at)
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, item_id=item_id, quantity=quantity) for item_id, quantity in pieces.items()
    )
    return shipment


def send_shipment(change: Change, shipment: Shipment, *, notify_customer: bool = False, **details: str) -> None:
    """Hand a parcel to the carrier and count its pieces. Call `follow_items` when all parcels are done.

    Raises:
        TransitionRefused: it was sent or cancelled before.
    """
    move(shipment, "ship", "state", at=change.at)
    _apply(shipment, details, at=change.at)
    items = {item.id: item for item in change.items}
    for line in shipment.lines.all():
        item = items[line.item_id]
        item.quantity_shipped += line.quantity
        item.tracking_number = shipment.tracking_number or item.tracking_number
        item.shipping_company = shipment.carrier or item.shipping_company
        catch_up(item, at=change.at)
    change.record(
        EventType.SHIPMENT_SHIPPED,
        shipment=str(shipment.id),
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        lines=[
            {"item": str(line.item_id), "sku": items[line.item_id].sku, "name": items[line.item_id].name}
            | {"quantity": line.quantity}
            for line in shipment.lines.all()
        ],
        notify_customer=notify_customer,
    )


def deliver_shipment(change: Change, shipment: Shipment) -> None:
    """Hand a parcel to the customer and count its pieces.

    Raises:
        TransitionRefused: it is not on its way.
    """
    move(shipment, "deliver", "state", at=change.at)
    shipment.updated_at = change.at
    shipment.save(update_fields=["state", "delivered_at", "updated_at"])
    items = {item.id: item for item in change.items}
    for line in shipment.lines.all():
        count_delivered(items[line.item_id], line.quantity, at=change.at)
    change.record(EventType.SHIPMENT_DELIVERED, shipment=str(shipment.id))


def count_delivered(item: OrderItem, pieces: int, *, at: datetime) -> None:
    """Some pieces of an item have arrived."""
    item.quantity_delivered = min(item.quantity_shipped, item.quantity_delivered + pieces)
    catch_up(item, at=at)


def catch_up(item: OrderItem, *, at: datetime) -> None:
    """An item is sent with its last piece that will be, and delivered with the last one that was."""
    if item.status in SHIPPABLE_ITEMS and item.quantity_open == 0 and item.quantity_shipped:
        move(item, "ship", at=at)
        if item.quantity_delivered == item.quantity_shipped:
            write_status(item)
    if item.status == ItemStatus.SHIPPED and item.quantity_delivered == item.quantity_shipped:
        move(item, "deliver", at=at)


def write_status(item: OrderItem) -> None:
    """Write a move of an item before the next one: the database lets no status jump over another."""
    OrderItem.objects.filter(pk=item.pk).update(status=item.status)


def approve_items(change: Change) -> None:
    """The order is approved, and with it its items, also those that wait for a decision."""
    move_items(change, "approve", {ItemStatus.PENDING})
    for item in change.items:
        if item.status_before_cancellation == ItemStatus.PENDING:
            item.status_before_cancellation = ItemStatus.APPROVED


def trust(change: Change) -> None:
    """Whoever sends goods before they are paid trusts the customer: an order that awaits payment is approved."""
    if change.order.status in PAYABLE:
        change.move("process")
        approve_items(change)
        save_items(change)


def cancel_shipment(change: Change, shipment: Shipment) -> None:
    """A parcel that is still here will not be sent.

    Raises:
        TransitionRefused: it was sent.
    """
    move(shipment, "cancel", "state", at=change.at)
    shipment.updated_at = change.at
    shipment.save(update_fields=["state", "updated_at"])
    change.record(EventType.SHIPMENT_CANCELLED, shipment=str(shipment.id))


def call_off(change: Change) -> None:
    """An order for which nothing was paid was cancelled: its parcels and items with it."""
    order = change.order
    for shipment in ready_shipments(change):
        cancel_shipment(change, shipment)
    for item in change.items:
        item.quantity_cancelled = item.quantity - item.quantity_shipped
    move_items(change, "cancel", {ItemStatus.PENDING})
    save_items(change)
    order.shipping_status = shipping_status(change.items)
    order.payment_status = payment_status(
        total=order.total, paid=order.amount_paid, refunded=order.amount_refunded, authorized=ZERO, called_off=True
    )


def move_items(change: Change, transition: str, sources: Iterable[ItemStatus]) -> None:
    """Take a transition with every item that is in one of the given statuses."""
    for item in change.items:
        if item.status in sources:
            move(item, transition, at=change.at)


def ready_shipments(change: Change) -> list[Shipment]:
    """The parcels that are still here."""
    return [shipment for shipment in change.shipments if shipment.state == ShipmentState.READY]


def follow_items(change: Change) -> None:
    """Save the items and let the order follow: its shipping status always, its own status unless it awaits payment and
    something of it is left."""
    save_items(change)
    order = change.order
    order.shipping_status = shipping_status(change.items)
    goal = status_following(change.items)
    if order.status not in PAYABLE or goal not in IN_FULFILMENT:
        lead_to(change, goal)


def lead_to(change: Change, goal: OrderStatus) -> None:
    """Move the order to a status along the edges there are; it stays where no edge leads there."""
    order = change.order
    if order.status == OrderStatus.CANCELLATION_WAITING and goal <= OrderStatus.COMPLETED:
        change.move("resume")
    if order.status == goal:
        return
    detour = _DETOURS.get(goal)
    straight = edge_to(Order, order.status, goal)
    if straight:
        change.move(straight.name)
    elif detour and order.status in sources_of(Order, detour):
        change.move(detour)
        lead_to(change, goal)


def save_items(change: Change) -> None:
    """Write what may have changed on the items."""
    for item in change.items:
        item.updated_at = change.at
    OrderItem.objects.bulk_update(
        change.items,
        [
            "status",
            "status_before_cancellation",
            "cancel_status",
            "quantity_shipped",
            "quantity_delivered",
            "quantity_cancelled",
            "quantity_returned",
            "tracking_number",
            "shipping_company",
            "shipped_date",
            "delivered_date",
            "updated_at",
        ],
    )


def refresh_search_text(change: Change) -> None:
    """Make the order findable by what is now on it, its items and parcels."""
    order = change.order
    addresses = CustomerAddress.objects.filter(pk__in=[order.billing_address_id, order.shipping_address_id])
    order.search_text = search_text(
        order,
        order.customer,
        addresses=addresses.order_by("pk"),
        items=change.items,
        tracking_numbers=[shipment.tracking_number for shipment in change.shipments],
    )


def _apply(shipment: Shipment, details: Mapping[str, str], *, at: datetime) -> None:
    for name, value in details.items():
        setattr(shipment, name, value)
    shipment.updated_at = at
    shipment.save(update_fields=[*details, "state", "shipped_at", "updated_at"])
