"""Packing an order, or an item."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal, Sentence
from common.fsm import move, no_such_edge
from events.types import EventType
from orders.change import changing
from orders.fulfilment.shipment_state import locked_item
from orders.hold import refuse_held
from orders.models import Order, OrderItem
from orders.progress import follow_items
from orders.statuses import TERMINATED, ItemStatus, OrderStatus

UNPACKED = frozenset({ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING})
"""Items that may be put into their boxes."""


class NothingToPack(Refusal):
    """All items are packed, or none may be packed yet."""

    code = "nothing_to_pack"
    sentence = "Nothing of an order with status '{status}' is left to pack."


def pack_item(item: OrderItem, *, actor: Actor, at: datetime) -> OrderItem:
    """Mark an item as packed.

    Raises:
        TransitionRefused: it is not approved yet, is packed already, or waits for a decision; or the order is over.
        NothingToPack: all units of it are being refunded.
    """
    with changing(item.order, actor=actor, at=at) as change:
        refuse_unpackable(change.order)
        row = locked_item(change, item)
        refuse_refunded(row)
        move(row, "pack", at=at)
        change.record(EventType.ITEM_PACKED, item=str(row.id), sku=row.sku)
        follow_items(change)
    return row


def pack_order(order: Order, *, actor: Actor, at: datetime) -> Order:
    """Mark every item that is not packed yet as packed.

    Raises:
        NothingToPack: no item is approved and unpacked.
        TransitionRefused: the order is over.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unpackable(change.order)
        unpacked = [item for item in change.items if item.status in UNPACKED and has_units_to_pack(item)]
        if not unpacked:
            raise NothingToPack(status=OrderStatus(change.order.status).label)
        for item in unpacked:
            move(item, "pack", at=at)
            change.record(EventType.ITEM_PACKED, item=str(item.id), sku=item.sku)
        follow_items(change)
    return change.order


def has_units_to_pack(item: OrderItem) -> bool:
    """Whether any unit of an item is to be packed; units that are being refunded before they were sent are not."""
    return bool(item.quantity_shipped or item.quantity_open)


def refuse_refunded(item: OrderItem) -> None:
    """Raises:
    NothingToPack: all units of an item are being refunded.
    """
    if item.status in UNPACKED and not has_units_to_pack(item):
        raise NothingToPack(Sentence("All units of {item} that were not sent are refunded.", item=item.name))


def refuse_unpackable(order: Order) -> None:
    """Raises:
    OrderOnHold: the order is on hold.
    TransitionRefused: nothing of an order in its status is packed: it is cancelled, or everything was paid back.
    """
    refuse_held(order)
    if order.status in TERMINATED:
        raise no_such_edge(order, OrderStatus.PACKAGED)
