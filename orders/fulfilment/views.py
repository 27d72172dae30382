"""`/orders/{ref}/shipments/`, `/orders/{ref}/ship/`, and what is done to the units of an item."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope
from access.viewsets import IDENTIFIER
from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.fulfilment.allocation import NothingLeftToShip, TooFewUnitsLeft, UnitsAwaitDecision
from orders.fulfilment.deliver import TooFewUnitsInTransit, deliver_item
from orders.fulfilment.pack import NothingToPack, pack_item
from orders.fulfilment.serializers import (
    DeliverItemInput,
    ShipmentCorrections,
    ShipOrderInput,
    ShipShipmentInput,
    SplitInput,
    UnshipInput,
)
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import (
    ShipmentIsOver,
    Tracking,
    cancel_shipment,
    correct_shipment,
    deliver_shipment,
    ship_shipment,
    split_shipment,
)
from orders.fulfilment.unship import UnitsHaveArrived, unship_shipment
from orders.hold import OrderOnHold
from orders.models import Order, Shipment
from orders.serializers.resources import ItemResourceSerializer, OrderSerializer, ShipmentSerializer
from orders.views.base import OrderView
from orders.views.item import OrderItemView

READ = [HasScope("orders:read")]
WRITE = [HasScope("shipments:write")]

SHIPMENT = rf"shipments/(?P<shipment_id>{IDENTIFIER})"


class OrderShipmentsViewSet(OrderView):
    """The shipments of an order."""

    @action(detail=True)
    @Operation("List an order's shipments", access=READ, gives=Page(ShipmentSerializer))
    def shipments(self, request: Request, ref: str) -> Response:
        """The shipments, oldest first, each with what is in it."""
        page = self.paginate_queryset(shipments_read().filter(order=self.get_order()).order_by("id"))
        return self.get_paginated_response(ShipmentSerializer(page, many=True).data)

    @shipments.mapping.post
    @Operation(
        access=WRITE,
        about="The units are moved from the shipments that are ready; a shipment that becomes empty is cancelled.",
        takes=SplitInput,
        gives=ShipmentSerializer,
        status=201,
        refusals=[OrderOnHold, TransitionRefused, TooFewUnitsLeft, UnitsAwaitDecision],
    )
    @command
    def split_shipment(self, request: Request, ref: str) -> Response:
        """Split units into a shipment of their own."""
        body = SplitInput.checked(request)
        return _answer(split_shipment(self.get_order(), **body, **self._context()), status=201)

    @action(detail=True, url_path=SHIPMENT)
    @Operation("Read a shipment", access=READ, gives=ShipmentSerializer)
    def shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """One shipment."""
        return _answer(found_shipment(self.get_order(), shipment_id))

    @shipment.mapping.patch
    @Operation(
        access=WRITE,
        about="Also after it was shipped.",
        takes=ShipmentCorrections,
        gives=ShipmentSerializer,
        refusals=[ShipmentIsOver],
    )
    @command
    def correct_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Correct a shipment's tracking."""
        body = ShipmentCorrections.checked(request)
        return _answer(correct_shipment(found_shipment(self.get_order(), shipment_id), **body, **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/ship")
    @Operation(
        access=WRITE,
        about="""
        Items and order follow: an item is shipped with its last unit, the order with its last item. An order that
        awaits payment is approved by this.
        """,
        takes=ShipShipmentInput,
        gives=ShipmentSerializer,
        refusals=[OrderOnHold, TransitionRefused, UnitsAwaitDecision],
    )
    @command
    def ship_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Ship a shipment."""
        body = _with_tracking(ShipShipmentInput.checked(request))
        return _answer(ship_shipment(found_shipment(self.get_order(), shipment_id), **body, **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/deliver")
    @Operation(access=WRITE, gives=ShipmentSerializer, refusals=[TransitionRefused])
    @command
    def deliver_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Mark a shipment as delivered."""
        return _answer(deliver_shipment(found_shipment(self.get_order(), shipment_id), **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/cancel")
    @Operation(
        access=WRITE,
        about="Its units are unassigned until they are added to another shipment or shipped.",
        gives=ShipmentSerializer,
        refusals=[TransitionRefused],
    )
    @command
    def cancel_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Cancel a shipment that is ready."""
        return _answer(cancel_shipment(found_shipment(self.get_order(), shipment_id), **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/unship")
    @Operation(
        "Undo the sending of a shipment",
        access=WRITE,
        about="""
        For a shipment that was marked as sent by mistake. It is ready again, its units can be sent, and items and order
        follow. When its units are sent once more, the e-mail says that they were announced before.
        """,
        takes=UnshipInput,
        gives=ShipmentSerializer,
        refusals=[TransitionRefused, UnitsHaveArrived],
    )
    @command
    def unship_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Undo the sending of a shipment."""
        body = UnshipInput.checked(request)
        return _answer(unship_shipment(found_shipment(self.get_order(), shipment_id), **body, **self._context()))

    @action(detail=True, methods=["post"])
    @Operation(
        access=WRITE,
        about="""
        Units with a pending cancellation are not shipped. An order that awaits payment is approved by this.
        """,
        takes=ShipOrderInput,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[OrderOnHold, TransitionRefused, NothingLeftToShip, TooFewUnitsLeft, UnitsAwaitDecision],
    )
    @command
    def ship(self, request: Request, ref: str) -> Response:
        """Ship everything that is left of an order, or the given units."""
        body = _with_tracking(ShipOrderInput.checked(request))
        return self.answer(ship_order(self.get_order(), **body, **self._context()))

    def _context(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}


class ItemFulfilmentViewSet(OrderItemView):
    """Packing and delivering by item."""

    @action(detail=True, methods=["post"])
    @Operation(access=WRITE, gives=ItemResourceSerializer, refusals=[OrderOnHold, TransitionRefused, NothingToPack])
    @command
    def pack(self, request: Request, pk: str) -> Response:
        """Mark an item as packed."""
        return self.answer(pack_item(self.get_object(), actor=self.caller.actor, at=timezone.now()))

    @action(detail=True, methods=["post"])
    @Operation(access=WRITE, takes=DeliverItemInput, gives=ItemResourceSerializer, refusals=[TooFewUnitsInTransit])
    @command
    def deliver(self, request: Request, pk: str) -> Response:
        """Mark units of an item as delivered."""
        body = DeliverItemInput.checked(request)
        return self.answer(deliver_item(self.get_object(), **body, actor=self.caller.actor, at=timezone.now()))


def _with_tracking(body: dict[str, Any]) -> dict[str, Any]:
    tracking = {name: body.pop(name) for name in Tracking.__slots__ if name in body}
    return {**body, "tracking": Tracking(**tracking)}


def shipments_read() -> QuerySet[Shipment]:
    """Shipments with everything that an answer shows."""
    return Shipment.objects.prefetch_related("lines")


def found_shipment(order: Order, shipment_id: str) -> Shipment:
    """The shipment in the path."""
    shipment = Shipment.objects.filter(order=order, pk=shipment_id).first()
    if shipment is None:
        raise Http404("This order has no such shipment.")
    shipment.order = order
    return shipment


def _answer(shipment: Shipment, *, status: int = 200) -> Response:
    return Response(ShipmentSerializer(shipments_read().get(pk=shipment.pk)).data, status=status)
