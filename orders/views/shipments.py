"""`/orders/{ref}/shipments/`, `/orders/{ref}/ship/`, and what is done to the pieces of an item."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command, resumable_command
from access.permissions import HasScope
from access.viewsets import IDENTIFIER, AccessView
from orders.models import Order, OrderItem, Shipment
from orders.schema.shipments import SHIPMENTS
from orders.serializers.fulfilment import (
    DeliverItemInput,
    RejectItemInput,
    ShipmentCorrections,
    ShipOrderInput,
    ShipShipmentInput,
    SplitInput,
)
from orders.serializers.resources import ShipmentSerializer
from orders.services.pack import deliver_item, pack_item
from orders.services.reject import reject_item
from orders.services.ship import ship_order
from orders.services.shipments import (
    Tracking,
    cancel_parcel,
    correct_shipment,
    deliver_parcel,
    ship_shipment,
    split_shipment,
)
from orders.views.base import OrderView

READ = [HasScope("orders:read")]
WRITE = [HasScope("shipments:write")]
SHIPMENT = rf"shipments/(?P<shipment_id>{IDENTIFIER})"
ITEM_ACCESS = {"pack": WRITE, "deliver": WRITE, "reject": WRITE}


class OrderShipmentsViewSet(OrderView):
    """The parcels of an order."""

    operations = SHIPMENTS
    access = {
        "shipments": READ,
        "split_shipment": WRITE,
        "shipment": READ,
        "correct_shipment": WRITE,
        "ship_shipment": WRITE,
        "deliver_shipment": WRITE,
        "cancel_shipment": WRITE,
        "ship": WRITE,
    }

    @action(detail=True)
    def shipments(self, request: Request, ref: str) -> Response:
        """The shipments, oldest first, each with what is in it."""
        page = self.paginate_queryset(_shipments().filter(order=self.get_order()).order_by("id"))
        return self.get_paginated_response(ShipmentSerializer(page, many=True).data)

    @shipments.mapping.post
    @command
    def split_shipment(self, request: Request, ref: str) -> Response:
        """Put pieces into a shipment of their own."""
        body = SplitInput.checked(request)
        return _answer(split_shipment(self.get_order(), **body, **self._told()), status=201)

    @action(detail=True, url_path=SHIPMENT)
    def shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """One shipment."""
        return _answer(_found(self.get_order(), shipment_id))

    @shipment.mapping.patch
    @command
    def correct_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Correct how a shipment is followed."""
        body = ShipmentCorrections.checked(request)
        return _answer(correct_shipment(_found(self.get_order(), shipment_id), **body, **self._told()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/ship")
    @command
    def ship_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Hand a shipment to the carrier."""
        body = _with_tracking(ShipShipmentInput.checked(request))
        return _answer(ship_shipment(_found(self.get_order(), shipment_id), **body, **self._told()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/deliver")
    @command
    def deliver_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Note that a shipment has arrived."""
        return _answer(deliver_parcel(_found(self.get_order(), shipment_id), **self._told()))

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/cancel")
    @command
    def cancel_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Undo a shipment that is ready."""
        return _answer(cancel_parcel(_found(self.get_order(), shipment_id), **self._told()))

    @action(detail=True, methods=["post"])
    @command
    def ship(self, request: Request, ref: str) -> Response:
        """Send everything that is left of an order, or the given pieces."""
        body = _with_tracking(ShipOrderInput.checked(request))
        return self.answer(ship_order(self.get_order(), **body, **self._told()))

    def _told(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}


class ItemActions(AccessView):
    """What is done to the pieces of an item."""

    @action(detail=True, methods=["post"])
    @command
    def pack(self, request: Request, pk: str) -> Response:
        """Note that an item is in its box."""
        return self._answer(pack_item(self.get_object(), actor=self.caller.actor, at=timezone.now()))

    @action(detail=True, methods=["post"])
    @command
    def deliver(self, request: Request, pk: str) -> Response:
        """Note that pieces of an item have arrived."""
        body = DeliverItemInput.checked(request)
        return self._answer(deliver_item(self.get_object(), **body, actor=self.caller.actor, at=timezone.now()))

    @action(detail=True, methods=["post"])
    @resumable_command
    def reject(self, request: Request, pk: str) -> Response:
        """The seller cannot fulfil an item, or some pieces of it."""
        body = RejectItemInput.checked(request)
        key = request.command_key  # type: ignore[attr-defined]
        told = {"actor": self.caller.actor, "at": timezone.now(), "key": key}
        return self._answer(reject_item(self.get_object(), **body, **told).item)

    def _answer(self, item: OrderItem) -> Response:
        """The item as it is now in the database."""
        return Response(self.get_serializer(self.get_queryset().get(pk=item.pk)).data)


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
