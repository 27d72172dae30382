"""Parcels of an order: split off, sent, corrected, delivered, called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.goods import approve_unpaid, cancel_shipment, deliver_shipment, send_shipment
from orders.fulfilment.shippable import (
    Lines,
    parcel_with,
    refuse_unless_sendable,
    refuse_unsendable,
    units_of,
)
from orders.models import Order, Shipment
from orders.progress import follow_items, save_items
from orders.search import refresh_search_text
from orders.statuses import ShipmentState


class ShipmentIsOver(Refusal):
    """A parcel that was called off is not corrected any more."""

    code = "shipment_cancelled"
    sentence = "The shipment is cancelled."


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a parcel is followed; what is not said (None) stays as the parcel has it."""

    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """What it says."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value is not None}


NO_TRACKING = Tracking()


def split_shipment(
    order: Order, *, lines: Lines, actor: Actor, at: datetime, carrier: str = "", method: str = ""
) -> Shipment:
    """Put pieces into a parcel of their own, out of the ready ones.

    Raises:
        TooFewPiecesLeft, PiecesWaitForDecision: not so many can be sent.
        TransitionRefused: nothing of the order is sent in its status.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unsendable(change.order)
        pieces = units_of(change, lines)
        refuse_unless_sendable(change, pieces)
        return parcel_with(change, pieces, carrier=carrier, method=method)


def ship_shipment(
    shipment: Shipment,
    *,
    actor: Actor,
    at: datetime,
    tracking: Tracking = NO_TRACKING,
    notify_customer: bool = False,
) -> Shipment:
    """Hand a parcel to the carrier. An order that still awaits payment is approved by it.

    Raises:
        TransitionRefused: it was sent or cancelled before.
        PiecesWaitForDecision: some of its pieces may yet be cancelled.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        parcel = _locked(change, shipment)
        if parcel.state == ShipmentState.READY:
            refuse_unsendable(change.order)
            refuse_unless_sendable(change, {line.item_id: line.quantity for line in parcel.lines.all()})
        send_parcels(change, [parcel], tracking=tracking, notify_customer=notify_customer)
    return parcel


def send_parcels(change: Change, shipments: list[Shipment], *, tracking: Tracking, notify_customer: bool) -> None:
    """Hand parcels to the carrier, and let items and order follow. Call under the order's lock."""
    approve_unpaid(change)
    for shipment in shipments:
        send_shipment(change, shipment, notify_customer=notify_customer, **tracking.told)
    follow_items(change)
    refresh_search_text(change)


def deliver_parcel(shipment: Shipment, *, actor: Actor, at: datetime) -> Shipment:
    """A parcel has arrived.

    Raises:
        TransitionRefused: it is not on its way.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        parcel = _locked(change, shipment)
        deliver_shipment(change, parcel)
        follow_items(change)
    return parcel


def cancel_parcel(shipment: Shipment, *, actor: Actor, at: datetime) -> Shipment:
    """Undo a parcel that was not sent: its pieces are in none, until they are put into another or sent.

    Raises:
        TransitionRefused: it was sent, or is cancelled already.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        parcel = _locked(change, shipment)
        cancel_shipment(change, parcel)
    return parcel


def correct_shipment(shipment: Shipment, *, actor: Actor, at: datetime, **corrections: str) -> Shipment:
    """Correct how a parcel is followed, also after it was sent.

    Raises:
        ShipmentIsOver: it was cancelled.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        parcel = _locked(change, shipment)
        if parcel.state == ShipmentState.CANCELLED:
            raise ShipmentIsOver
        changed = {name: value for name, value in corrections.items() if getattr(parcel, name) != value}
        if changed:
            _correct(change, parcel, changed)
    return parcel


def _correct(change: Change, shipment: Shipment, changed: dict[str, str]) -> None:
    was_known_as = shipment.tracking_number
    for name, value in changed.items():
        setattr(shipment, name, value)
    shipment.updated_at = change.at
    shipment.save(update_fields=[*changed, "updated_at"])
    sent = {line.item_id for line in shipment.lines.all()} if shipment.state != ShipmentState.READY else set()
    for item in change.items:
        if item.id in sent and item.tracking_number == was_known_as:
            item.tracking_number = shipment.tracking_number
            item.shipping_company = shipment.carrier or item.shipping_company
    save_items(change)
    refresh_search_text(change)
    change.record(EventType.SHIPMENT_CHANGED, shipment=str(shipment.id), **changed)


def _locked(change: Change, shipment: Shipment) -> Shipment:
    """The parcel as it is under its order's lock."""
    return next(row for row in change.shipments if row.id == shipment.id)
