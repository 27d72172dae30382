"""Parcels of an order, and the pieces of its items."""

from __future__ import annotations

from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.serializers.fulfilment import (
    DeliverItemInput,
    RejectItemInput,
    ShipmentCorrections,
    ShipOrderInput,
    ShipShipmentInput,
    SplitInput,
)
from orders.serializers.resources import ItemResourceSerializer, OrderSerializer, ShipmentSerializer
from orders.services.pack import TooFewPiecesOnTheirWay
from orders.services.parcels import NothingLeftToShip, PiecesWaitForDecision, TooFewPiecesLeft
from orders.services.plan_rows import ItemInOpenPlan, TooFewPieces
from orders.services.reject import PackagedOrdersCannotBeRejected
from orders.services.shipments import ShipmentIsOver

SHIPMENTS = {
    "shipments": Operation("List an order's shipments", gives=Page(ShipmentSerializer)),
    "split_shipment": Operation(
        about="The pieces are taken out of the shipments that are ready; one that would be empty is cancelled.",
        takes=SplitInput,
        gives=ShipmentSerializer,
        status=201,
        refusals=[TransitionRefused, TooFewPiecesLeft, PiecesWaitForDecision],
    ),
    "shipment": Operation("Read a shipment", gives=ShipmentSerializer),
    "correct_shipment": Operation(
        about="Also after it was sent.", takes=ShipmentCorrections, gives=ShipmentSerializer, refusals=[ShipmentIsOver]
    ),
    "ship_shipment": Operation(
        about="""
        Items and order follow: an item is shipped with its last piece, the order with its last item. An order that
        still awaits payment is approved by it.
        """,
        takes=ShipShipmentInput,
        gives=ShipmentSerializer,
        refusals=[TransitionRefused, PiecesWaitForDecision],
    ),
    "deliver_shipment": Operation(gives=ShipmentSerializer, refusals=[TransitionRefused]),
    "cancel_shipment": Operation(
        about="Its pieces are in no shipment until they are put into another, or sent.",
        gives=ShipmentSerializer,
        refusals=[TransitionRefused],
    ),
    "ship": Operation(
        about="""
        Pieces that wait for a decision about their cancellation stay here. An order that still awaits payment is
        approved by it.
        """,
        takes=ShipOrderInput,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[TransitionRefused, NothingLeftToShip, TooFewPiecesLeft, PiecesWaitForDecision],
    ),
}

ITEM_ACTIONS = {
    "pack": Operation(gives=ItemResourceSerializer, refusals=[TransitionRefused]),
    "deliver": Operation(takes=DeliverItemInput, gives=ItemResourceSerializer, refusals=[TooFewPiecesOnTheirWay]),
    "reject": Operation(
        about="""
        The pieces are cancelled at once, their money goes back through a cancellation plan, and the customer is told
        by e-mail. The order is rejected with its last item. What is packed cannot be rejected.
        """,
        takes=RejectItemInput,
        gives=ItemResourceSerializer,
        refusals=[PackagedOrdersCannotBeRejected, ItemInOpenPlan, TooFewPieces, TransitionRefused],
    ),
}
