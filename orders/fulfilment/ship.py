"""Sending everything that is left of an order, or some pieces of it, in one call."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.change import Change, changing
from orders.fulfilment.goods import ready_shipments
from orders.fulfilment.shipments import NO_TRACKING, Tracking, send_parcels
from orders.fulfilment.shippable import (
    Lines,
    NothingLeftToShip,
    parcel_with,
    refuse_unless_sendable,
    refuse_unsendable,
    sendable_pieces,
    units_of,
)
from orders.models import Order, Shipment


def ship_order(
    order: Order,
    *,
    actor: Actor,
    at: datetime,
    lines: Lines | None = None,
    tracking: Tracking = NO_TRACKING,
    notify_customer: bool = False,
) -> Order:
    """Send the given pieces in one parcel, or all parcels with everything that is left. Pieces that wait for a decision
    about their cancellation stay here. An order that still awaits payment is approved by it.

    Raises:
        TooFewPiecesLeft, PiecesWaitForDecision: not so many can be sent.
        NothingLeftToShip: everything was sent, is cancelled, or waits for a decision.
        TransitionRefused: nothing of the order is sent in its status.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unsendable(change.order)
        parcels = everything_left(change) if lines is None else [_with(change, lines)]
        send_parcels(change, parcels, tracking=tracking, notify_customer=notify_customer)
    return change.order


def everything_left(change: Change) -> list[Shipment]:
    """The ready parcels, so regrouped that they hold everything that may be sent, and nothing else.

    Raises:
        NothingLeftToShip: there is no such piece.
    """
    left = sendable_pieces(change)
    if not left:
        raise NothingLeftToShip
    ready = ready_shipments(change)
    for parcel in ready:
        for line in parcel.lines.all():
            left[line.item_id] = left.get(line.item_id, 0) - line.quantity
    if all(pieces >= 0 for pieces in left.values()):
        loose = {item_id: pieces for item_id, pieces in left.items() if pieces}
        return [*ready, *([parcel_with(change, loose)] if loose else [])]
    return [parcel_with(change, sendable_pieces(change))]


def _with(change: Change, lines: Lines) -> Shipment:
    pieces = units_of(change, lines)
    refuse_unless_sendable(change, pieces)
    return parcel_with(change, pieces)
