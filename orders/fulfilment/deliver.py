"""Delivering items, shipment or no shipment."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal, Sentence
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.goods import count_delivered, deliver_shipment, locked_item
from orders.models import OrderItem, Shipment
from orders.progress import follow_items
from orders.statuses import ShipmentState


class TooFewPiecesOnTheirWay(Refusal):
    """More pieces of an item are said to have arrived than are on their way."""

    code = "too_few_pieces_on_their_way"
    sentence = "{on_their_way} pieces are on their way, {asked} are said to have arrived."


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


def _deliver_parcels(change: Change) -> None:
    """A parcel has arrived when everything has that was ever sent of what is in it."""
    arrived = {item.id for item in change.items if item.quantity_delivered == item.quantity_shipped}
    for shipment in change.shipments:
        if shipment.state == ShipmentState.SHIPPED and _contents(shipment) <= arrived:
            deliver_shipment(change, shipment)


def _contents(shipment: Shipment) -> set[object]:
    return {line.item_id for line in shipment.lines.all()}
