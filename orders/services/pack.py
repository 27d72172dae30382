"""Packing an order, and packing and delivering by item."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal, Sentence
from common.fsm import move, no_such_edge
from events.types import EventType
from orders.models import Order, OrderItem, Shipment
from orders.services.change import Change, changing
from orders.services.fulfilment import count_delivered, deliver_shipment, follow_items
from orders.services.money import CALLED_OFF
from orders.statuses import ItemStatus, OrderStatus, ShipmentState

UNPACKED = frozenset({ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING})
"""Items that may be put into their boxes."""


class TooFewPiecesOnTheirWay(Refusal):
    """More pieces of an item are said to have arrived than are on their way."""

    code = "too_few_pieces_on_their_way"
    sentence = "{on_their_way} pieces are on their way, {asked} are said to have arrived."


class NothingToPack(Refusal):
    """All items are packed, or none may be packed yet."""

    code = "nothing_to_pack"
    sentence = "Nothing of an order with status '{status}' is left to pack."


def pack_item(item: OrderItem, *, actor: Actor, at: datetime) -> OrderItem:
    """An item is in its box.

    Raises:
        TransitionRefused: it is not approved yet, is packed already, or waits for a decision; or the order is over.
    """
    with changing(item.order, actor=actor, at=at) as change:
        refuse_unpackable(change.order)
        row = locked_item(change, item)
        move(row, "pack", at=at)
        change.record(EventType.ITEM_PACKED, item=str(row.id), sku=row.sku)
        follow_items(change)
    return row


def pack_order(order: Order, *, actor: Actor, at: datetime) -> Order:
    """Every item that is not packed yet is in its box.

    Raises:
        NothingToPack: no item is approved and unpacked.
        TransitionRefused: the order is over.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unpackable(change.order)
        unpacked = [item for item in change.items if item.status in UNPACKED]
        if not unpacked:
            raise NothingToPack(status=OrderStatus(change.order.status).label)
        for item in unpacked:
            move(item, "pack", at=at)
            change.record(EventType.ITEM_PACKED, item=str(item.id), sku=item.sku)
        follow_items(change)
    return change.order


def deliver_item(item: OrderItem, *, actor: Actor, at: datetime, quantity: int | None = None) -> OrderItem:
    """Some pieces of an item have arrived, or all that are on their way.

    Raises:
        TooFewPiecesOnTheirWay: not so many, or none, are on their way.
    """
    with changing(item.order, actor=actor, at=at) as change:
        row = locked_item(change, item)
        pieces = row.quantity_shipped - row.quantity_delivered if quantity is None else quantity
        refuse_undeliverable(row, pieces)
        count_delivered(row, pieces, at=at)
        change.record(EventType.ITEM_DELIVERED, item=str(row.id), sku=row.sku, quantity=pieces)
        _deliver_parcels(change)
        follow_items(change)
    return row


def refuse_undeliverable(item: OrderItem, pieces: int) -> None:
    """Raises:
    TooFewPiecesOnTheirWay: not so many pieces of an item are on their way, or none.
    """
    on_their_way = item.quantity_shipped - item.quantity_delivered
    if not 1 <= pieces <= on_their_way:
        sentence = None if on_their_way else Sentence("Nothing of this item is on its way.")
        raise TooFewPiecesOnTheirWay(sentence, on_their_way=on_their_way, asked=max(1, pieces))


def refuse_unpackable(order: Order) -> None:
    """Raises:
    TransitionRefused: nothing of an order in its status is packed: it is called off, or everything was paid back.
    """
    if order.status in CALLED_OFF:
        raise no_such_edge(order, OrderStatus.PACKAGED)


def locked_item(change: Change, item: OrderItem) -> OrderItem:
    """The item as it is under its order's lock."""
    return next(row for row in change.items if row.id == item.id)


def _deliver_parcels(change: Change) -> None:
    """A parcel has arrived when everything has that was ever sent of what is in it."""
    arrived = {item.id for item in change.items if item.quantity_delivered == item.quantity_shipped}
    for shipment in change.shipments:
        if shipment.state == ShipmentState.SHIPPED and _contents(shipment) <= arrived:
            deliver_shipment(change, shipment)


def _contents(shipment: Shipment) -> set[object]:
    return {line.item_id for line in shipment.lines.all()}
