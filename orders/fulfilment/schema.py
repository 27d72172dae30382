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
from orders.serializers.resources import ItemResourceSerializer, OrderSerializer, ShipmentSerializer

READ = [HasScope("orders:read")]
WRITE = [HasScope("shipments:write")]

SHIPMENTS = {
    "shipments": Operation("List an order's shipments", access=READ, gives=Page(ShipmentSerializer)),
    "split_shipment": Operation(
        access=WRITE,
        about="The units are taken out of the shipments that are ready; one that would be empty is cancelled.",
        takes=SplitInput,
        gives=ShipmentSerializer,
        status=201,
        refusals=[TransitionRefused, TooFewUnitsLeft, UnitsAwaitDecision],
    ),
    "shipment": Operation("Read a shipment", access=READ, gives=ShipmentSerializer),
    "correct_shipment": Operation(
        access=WRITE,
        about="Also after it was sent.",
        takes=ShipmentCorrections,
        gives=ShipmentSerializer,
        refusals=[ShipmentIsOver],
    ),
    "ship_shipment": Operation(
        access=WRITE,
        about="""
        Items and order follow: an item is shipped with its last unit, the order with its last item. An order that
        still awaits payment is approved by it.
        """,
        takes=ShipShipmentInput,
        gives=ShipmentSerializer,
        refusals=[TransitionRefused, UnitsAwaitDecision],
    ),
    "deliver_shipment": Operation(access=WRITE, gives=ShipmentSerializer, refusals=[TransitionRefused]),
    "cancel_shipment": Operation(
        access=WRITE,
        about="Its units are in no shipment until they are put into another, or sent.",
        gives=ShipmentSerializer,
        refusals=[TransitionRefused],
    ),
    "ship": Operation(
        access=WRITE,
        about="""
        Units that wait for a decision about their cancellation stay here. An order that still awaits payment is
        approved by it.
        """,
        takes=ShipOrderInput,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[TransitionRefused, NothingLeftToShip, TooFewUnitsLeft, UnitsAwaitDecision],
    ),
}

ITEM_FULFILMENT = {
    "pack": Operation(access=WRITE, gives=ItemResourceSerializer, refusals=[TransitionRefused]),
    "deliver": Operation(
        access=WRITE, takes=DeliverItemInput, gives=ItemResourceSerializer, refusals=[TooFewUnitsInTransit]
    ),
}
