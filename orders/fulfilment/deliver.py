"""Delivering items, shipment or no shipment."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal, Sentence
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.shipment_state import count_delivered, locked_item, mark_delivered
from orders.models import OrderItem, Shipment
from orders.progress import follow_items
from orders.statuses import ShipmentState


class TooFewUnitsInTransit(Refusal):
    """More units of an item are said to have arrived than are in transit."""

    code = "too_few_units_in_transit"
    sentence = "{on_their_way} units are in transit, but {asked} were reported as delivered."


def deliver_item(item: OrderItem, *, actor: Actor, at: datetime, quantity: int | None = None) -> OrderItem:
    """Mark some units of an item as delivered, or all that are in transit.

    Raises:
        TooFewUnitsInTransit: not so many, or none, are in transit.
    """
    with changing(item.order, actor=actor, at=at) as change:
        row = locked_item(change, item)
        units = row.quantity_shipped - row.quantity_delivered if quantity is None else quantity
        refuse_undeliverable(row, units)
        count_delivered(change, row, units)
        change.record(EventType.ITEM_DELIVERED, item=str(row.id), sku=row.sku, quantity=units)
        _deliver_shipments(change)
        follow_items(change)
    return row


def refuse_undeliverable(item: OrderItem, units: int) -> None:
    """Raises:
    TooFewUnitsInTransit: not so many units of an item are in transit, or none.
    """
    on_their_way = item.quantity_shipped - item.quantity_delivered
    if not 1 <= units <= on_their_way:
        sentence = None if on_their_way else Sentence("Nothing of this item is in transit.")
        raise TooFewUnitsInTransit(sentence, on_their_way=on_their_way, asked=max(1, units))


def _deliver_shipments(change: Change) -> None:
    """A shipment is delivered once all units sent of its items are."""
    arrived = {item.id for item in change.items if item.quantity_delivered == item.quantity_shipped}
    for shipment in change.shipments:
        if shipment.state == ShipmentState.SHIPPED and _contents(shipment) <= arrived:
            mark_delivered(change, shipment)


def _contents(shipment: Shipment) -> set[object]:
    return {line.item_id for line in shipment.lines.all()}
