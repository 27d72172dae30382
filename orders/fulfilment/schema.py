"""Shipments of an order, and the units of its items."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.fulfilment.allocation import NothingLeftToShip, TooFewUnitsLeft, UnitsAwaitDecision
from orders.fulfilment.deliver import TooFewUnitsInTransit
from orders.fulfilment.serializers import (
    DeliverItemInput,
    ShipmentCorrections,
    ShipOrderInput,
    ShipShipmentInput,
    SplitInput,
)
from orders.fulfilment.shipments import ShipmentIsOver
from orders.hold import OrderOnHold
from orders.serializers.resources import ItemResourceSerializer, OrderSerializer, ShipmentSerializer

READ = [HasScope("orders:read")]
WRITE = [HasScope("shipments:write")]

SHIPMENTS = {
    "shipments": Operation("List an order's shipments", access=READ, gives=Page(ShipmentSerializer)),
    "split_shipment": Operation(
        access=WRITE,
        about="The units are moved from the shipments that are ready; a shipment that becomes empty is cancelled.",
        takes=SplitInput,
        gives=ShipmentSerializer,
        status=201,
        refusals=[OrderOnHold, TransitionRefused, TooFewUnitsLeft, UnitsAwaitDecision],
    ),
    "shipment": Operation("Read a shipment", access=READ, gives=ShipmentSerializer),
    "correct_shipment": Operation(
        access=WRITE,
        about="Also after it was shipped.",
        takes=ShipmentCorrections,
        gives=ShipmentSerializer,
        refusals=[ShipmentIsOver],
    ),
    "ship_shipment": Operation(
        access=WRITE,
        about="""
        Items and order follow: an item is shipped with its last unit, the order with its last item. An order that
        awaits payment is approved by this.
        """,
        takes=ShipShipmentInput,
        gives=ShipmentSerializer,
        refusals=[OrderOnHold, TransitionRefused, UnitsAwaitDecision],
    ),
    "deliver_shipment": Operation(access=WRITE, gives=ShipmentSerializer, refusals=[TransitionRefused]),
    "cancel_shipment": Operation(
        access=WRITE,
        about="Its units are unassigned until they are added to another shipment or shipped.",
        gives=ShipmentSerializer,
        refusals=[TransitionRefused],
    ),
    "ship": Operation(
        access=WRITE,
        about="""
        Units with a pending cancellation are not shipped. An order that awaits payment is approved by this.
        """,
        takes=ShipOrderInput,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[OrderOnHold, TransitionRefused, NothingLeftToShip, TooFewUnitsLeft, UnitsAwaitDecision],
    ),
}

ITEM_FULFILMENT = {
    "pack": Operation(access=WRITE, gives=ItemResourceSerializer, refusals=[OrderOnHold, TransitionRefused]),
    "deliver": Operation(
        access=WRITE, takes=DeliverItemInput, gives=ItemResourceSerializer, refusals=[TooFewUnitsInTransit]
    ),
}
