"""Shipments of an order: split off, sent, corrected, delivered, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.actors import Actor
from common.errors import Refusal, Sentence
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.allocation import (
    Lines,
    refuse_unless_shippable,
    refuse_unshippable,
    shipment_with,
    units_of,
)
from orders.fulfilment.carriers import carrier_name, tracking_of
from orders.fulfilment.resent import announced_before, is_mailed
from orders.fulfilment.shipment_state import (
    approve_unpaid,
    locked_shipment,
    mark_cancelled,
    mark_delivered,
    mark_shipped,
)
from orders.models import Order, Shipment
from orders.progress import follow_items, save_items
from orders.search import refresh_search_text
from orders.statuses import ShipmentState


class ShipmentIsOver(Refusal):
    """A shipment that was cancelled or lost is not corrected any more."""

    code = "shipment_cancelled"
    sentence = "The shipment is cancelled."


@dataclass(frozen=True, slots=True)
class Tracking:
    """Carrier and tracking of a shipment; what is None stays as the shipment has it."""

    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """The values that were given."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value is not None}


NO_TRACKING = Tracking()


def split_shipment(
    order: Order, *, lines: Lines, actor: Actor, at: datetime, carrier: str = "", method: str = ""
) -> Shipment:
    """Split units into a shipment of their own, out of the ready ones.

    Raises:
        TooFewUnitsLeft, UnitsAwaitDecision: not so many can be sent.
        TransitionRefused: nothing of the order is sent in its status.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unshippable(change.order)
        units = units_of(change, lines)
        refuse_unless_shippable(change, units)
        return shipment_with(change, units, carrier=carrier_name(carrier), method=method)


def ship_shipment(
    shipment: Shipment,
    *,
    actor: Actor,
    at: datetime,
    tracking: Tracking = NO_TRACKING,
    notify_customer: bool = False,
) -> Shipment:
    """Ship a shipment. An order that still awaits payment is approved by it.

    Raises:
        TransitionRefused: it was sent or cancelled before.
        UnitsAwaitDecision: some of its units may yet be cancelled.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        shipment = locked_shipment(change, shipment)
        if shipment.state == ShipmentState.READY:
            refuse_unshippable(change.order)
            refuse_unless_shippable(change, {line.item_id: line.quantity for line in shipment.lines.all()})
        ship_shipments(change, [shipment], tracking=tracking, notify_customer=notify_customer)
    return shipment


def ship_shipments(change: Change, shipments: list[Shipment], *, tracking: Tracking, notify_customer: bool) -> None:
    """Ship shipments, and update items and order. Call under the order's lock."""
    approve_unpaid(change)
    again = announced_before(change) if is_mailed(change, notify_customer) else None
    for shipment in shipments:
        mark_shipped(change, shipment, notify_customer=notify_customer, again=again, **tracking.given)
    follow_items(change)
    refresh_search_text(change)


def deliver_shipment(shipment: Shipment, *, actor: Actor, at: datetime) -> Shipment:
    """A shipment has arrived.

    Raises:
        TransitionRefused: it is not on its way.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        shipment = locked_shipment(change, shipment)
        mark_delivered(change, shipment)
        follow_items(change)
    return shipment


def cancel_shipment(shipment: Shipment, *, actor: Actor, at: datetime) -> Shipment:
    """Cancel a shipment that was not sent: its units are in none until they are put into another, or sent.

    Raises:
        TransitionRefused: it was sent, or is cancelled already.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        shipment = locked_shipment(change, shipment)
        mark_cancelled(change, shipment)
    return shipment


def correct_shipment(shipment: Shipment, *, actor: Actor, at: datetime, **corrections: str) -> Shipment:
    """Correct a shipment's tracking, also after it was sent.

    Raises:
        ShipmentIsOver: it was cancelled, or is lost.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        shipment = locked_shipment(change, shipment)
        refuse_over(shipment)
        wanted = tracking_of(shipment, corrections)
        changed = {name: value for name, value in wanted.items() if getattr(shipment, name) != value}
        if changed:
            _correct(change, shipment, changed)
    return shipment


def refuse_over(shipment: Shipment) -> None:
    """Raises:
    ShipmentIsOver: it was cancelled, or is lost.
    """
    if shipment.state == ShipmentState.CANCELLED:
        raise ShipmentIsOver
    if shipment.state == ShipmentState.LOST:
        raise ShipmentIsOver(Sentence("The shipment is lost."))


def _correct(change: Change, shipment: Shipment, changed: dict[str, str]) -> None:
    was_known_as = shipment.tracking_number
    for name, value in changed.items():
        setattr(shipment, name, value)
    shipment.updated_at = change.at
    change.writes.update(shipment, [*changed, "updated_at"])
    sent = {line.item_id for line in shipment.lines.all()} if shipment.state != ShipmentState.READY else set()
    for item in change.items:
        if item.id in sent and item.tracking_number == was_known_as:
            item.tracking_number = shipment.tracking_number
            item.shipping_company = shipment.carrier or item.shipping_company
    save_items(change)
    refresh_search_text(change)
    change.record(EventType.SHIPMENT_CHANGED, shipment=str(shipment.id), **changed)
