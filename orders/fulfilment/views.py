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
from access.viewsets import IDENTIFIER
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.pack import pack_item
from orders.fulfilment.schema import ITEM_FULFILMENT, SHIPMENTS
from orders.fulfilment.serializers import (
    DeliverItemInput,
    ShipmentCorrections,
    ShipOrderInput,
    ShipShipmentInput,
    SplitInput,
)
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import (
    Tracking,
    cancel_shipment,
    correct_shipment,
    deliver_shipment,
    ship_shipment,
    split_shipment,
)
from orders.models import Order, Shipment
from orders.serializers.resources import ShipmentSerializer
from orders.views.base import OrderView
from orders.views.item import OrderItemView

SHIPMENT = rf"shipments/(?P<shipment_id>{IDENTIFIER})"


class OrderShipmentsViewSet(OrderView):
    """The shipments of an order."""

    operations = SHIPMENTS

    @action(detail=True)
    def shipments(self, request: Request, ref: str) -> Response:
        """The shipments, oldest first, each with what is in it."""
        page = self.paginate_queryset(_shipments().filter(order=self.get_order()).order_by("id"))
        return self.get_paginated_response(ShipmentSerializer(page, many=True).data)

    @shipments.mapping.post
    @command
    def split_shipment(self, request: Request, ref: str) -> Response:
        """Split units into a shipment of their own."""
        body = SplitInput.checked(request)
        return _answer(split_shipment(self.get_order(), **body, **self._context()), status=201)

    @action(detail=True, url_path=SHIPMENT)
    def shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """One shipment."""
        return _answer(_found(self.get_order(), shipment_id))

    @shipment.mapping.patch
    @command
    def correct_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Correct a shipment's tracking."""
        body = ShipmentCorrections.checked(request)
        return _answer(correct_shipment(_found(self.get_order(), shipment_id), **body, **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/ship")
    @command
    def ship_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Ship a shipment."""
        body = _with_tracking(ShipShipmentInput.checked(request))
        return _answer(ship_shipment(_found(self.get_order(), shipment_id), **body, **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/deliver")
    @command
    def deliver_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Mark a shipment as delivered."""
        return _answer(deliver_shipment(_found(self.get_order(), shipment_id), **self._context()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/cancel")
    @command
    def cancel_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Cancel a shipment that is ready."""
        return _answer(cancel_shipment(_found(self.get_order(), shipment_id), **self._context()))

    @action(detail=True, methods=["post"])
    @command
    def ship(self, request: Request, ref: str) -> Response:
        """Ship everything that is left of an order, or the given units."""
        body = _with_tracking(ShipOrderInput.checked(request))
        return self.answer(ship_order(self.get_order(), **body, **self._context()))

    def _context(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}


class ItemFulfilmentViewSet(OrderItemView):
    """Packing and delivering by item."""

    operations = ITEM_FULFILMENT

    @action(detail=True, methods=["post"])
    @command
    def pack(self, request: Request, pk: str) -> Response:
        """Mark an item as packed."""
        return self.answer(pack_item(self.get_object(), actor=self.caller.actor, at=timezone.now()))

    @action(detail=True, methods=["post"])
    @command
    def deliver(self, request: Request, pk: str) -> Response:
        """Mark units of an item as delivered."""
        body = DeliverItemInput.checked(request)
        return self.answer(deliver_item(self.get_object(), **body, actor=self.caller.actor, at=timezone.now()))


def _with_tracking(body: dict[str, Any]) -> dict[str, Any]:
    tracking = {name: body.pop(name) for name in Tracking.__slots__ if name in body}
    return {**body, "tracking": Tracking(**tracking)}


def _shipments() -> QuerySet[Shipment]:
    return Shipment.objects.prefetch_related("lines")


def _found(order: Order, shipment_id: str) -> Shipment:
    shipment = Shipment.objects.filter(order=order, pk=shipment_id).first()
    if shipment is None:
        raise Http404("This order has no such shipment.")
    shipment.order = order
    return shipment


def _answer(shipment: Shipment, *, status: int = 200) -> Response:
    return Response(ShipmentSerializer(_shipments().get(pk=shipment.pk)).data, status=status)
