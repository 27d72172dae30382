"""Sending everything that is left of an order, or some units of it, in one call."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.change import Change, changing
from orders.fulfilment.allocation import (
    Lines,
    NothingLeftToShip,
    new_shipment_with,
    refuse_unless_shippable,
    refuse_unshippable,
    shipment_with,
    shippable_units,
    units_of,
)
from orders.fulfilment.shipment_state import ready_shipments
from orders.fulfilment.shipments import NO_TRACKING, Tracking, ship_shipments
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
    """Ship the given units in one shipment, or everything that is left. Units with a pending cancellation are not
    shipped. An order that awaits payment is approved by this.

    Raises:
        TooFewUnitsLeft, UnitsAwaitDecision: not so many can be sent.
        NothingLeftToShip: everything was sent, is cancelled, or waits for a decision.
        TransitionRefused: nothing of the order is sent in its status.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unshippable(change.order)
        shipments = everything_left(change) if lines is None else [_with(change, lines)]
        ship_shipments(change, shipments, tracking=tracking, notify_customer=notify_customer)
    return change.order


def everything_left(change: Change) -> list[Shipment]:
    """The ready shipments, so regrouped that they hold everything that may be sent, and nothing else.

    Raises:
        NothingLeftToShip: there is no such unit.
    """
    left = shippable_units(change)
    if not left:
        raise NothingLeftToShip
    for shipment in ready_shipments(change):
        for line in shipment.lines.all():
            left[line.item_id] = left.get(line.item_id, 0) - line.quantity
    if all(units >= 0 for units in left.values()):
        if loose := {item_id: units for item_id, units in left.items() if units}:
            new_shipment_with(change, loose)
        return ready_shipments(change)
    return [shipment_with(change, shippable_units(change))]


def _with(change: Change, lines: Lines) -> Shipment:
    units = units_of(change, lines)
    refuse_unless_shippable(change, units)
    return shipment_with(change, units)
