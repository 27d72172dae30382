"""The views of Akinon's document: rows listed and shown, and units rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.http.request import MediaType
from django.utils import timezone
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from addresses.models import CustomerAddress
from cancellations.models import CancellationPlan, PlanLine
from common.errors import InvalidInput, Sentence
from dialects.akinon.caller import AkinonAuthentication
from dialects.akinon.errors import UnitNotRejectable, told
from dialects.akinon.filters import ADDRESSES, ITEMS, ORDERS, PLANS, Filters, filtered
from dialects.akinon.items import REJECTED_UNIT, paged_units, show_unit, unit_called
from dialects.akinon.paging import paged
from dialects.akinon.plans import show_plans
from dialects.akinon.reading import show_address, show_order
from dialects.common.commands import resumable_command
from dialects.common.units import UnitState
from dialects.common.views import DialectView
from orders.cancelling.reject import reject_item
from orders.models import OrderItem
from orders.querysets import reach
from orders.statuses import OrderStatus

LONGEST_REASON = 500


class AkinonView(DialectView):
    """Everything that Akinon answers."""

    told = staticmethod(told)
    authentication_classes = [AkinonAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A content type that is no JSON is refused, on GET too."""
        super().initial(request, *args, **kwargs)
        sent = request.content_type
        if sent and not MediaType(sent).match("application/json"):
            raise UnsupportedMediaType(sent)


class RowsView(AkinonView):
    """Rows of one kind, listed, or one of them shown."""

    filters: ClassVar[Filters]

    @property
    def rows(self) -> QuerySet[Any]:
        """Those in reach."""
        raise NotImplementedError

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows as they are answered."""
        raise NotImplementedError

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of the list, or the row with this id."""
        if id is not None:
            return Response(self._found(id))
        rows, around = paged(filtered(self.rows, self.filters, request.query_params), request)
        return Response({**around, "results": self.shown_all(rows)})

    def _found(self, id: UUID) -> dict[str, Any]:
        row = self.rows.filter(pk=id).first()
        if row is None:
            raise Http404("There is no such row.")
        return self.shown_all([row])[0]


class OrdersView(RowsView):
    """`/api/i1/orders/`."""

    access = {"get": [HasScope("orders:read")]}
    filters = ORDERS

    @property
    def rows(self) -> QuerySet[Any]:
        """Placed orders, the newest first."""
        placed = self.orders.exclude(status=OrderStatus.NEW).filter(date_placed__isnull=False)
        return placed.order_by("-date_placed", "-id")

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return [show_order(row) for row in rows]


class AddressesView(RowsView):
    """`/api/i1/customer-addresses/`."""

    access = {"get": [HasScope("addresses:read")]}
    filters = ADDRESSES

    @property
    def rows(self) -> QuerySet[Any]:
        """Addresses, the newest first."""
        return CustomerAddress.objects.visible_to(self.caller).order_by("-id")

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return [show_address(row) for row in rows]


class PlansView(RowsView):
    """`/api/i1/cancellation-plans/`."""

    access = {"get": [HasScope("cancellations:read")]}
    filters = PLANS

    @property
    def rows(self) -> QuerySet[Any]:
        """Plans, the newest first."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        lines = Prefetch("lines", PlanLine.objects.order_by("id").select_related("item"))
        plans = CancellationPlan.objects.filter(in_reach).select_related("order").prefetch_related(lines)
        return plans.order_by("-created_at", "-id")

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return show_plans(rows)


class UnitsView(AkinonView):
    """Single units of orders."""

    @property
    def items(self) -> QuerySet[OrderItem]:
        """The lines of placed orders, the newest first."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        placed = OrderItem.objects.filter(in_reach, order__date_placed__isnull=False)
        return placed.exclude(order__status=OrderStatus.NEW).select_related("order").order_by("-created_at", "-id")


class ItemsView(UnitsView):
    """`/api/i1/order-items/`: a row a unit."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of units, or the one with this id."""
        if id is not None:
            return Response(show_unit(unit_called(self.items, id)))
        units, page = paged_units(filtered(self.items, ITEMS, request.query_params), request)
        return Response({**page, "results": [show_unit(unit) for unit in units]})


class RejectView(UnitsView):
    """`/api/i1/order-items/{id}/reject/`."""

    access = {"post": [HasScope("shipments:write")]}

    @resumable_command
    def post(self, request: Request, id: UUID) -> Response:
        """Reject one unit: the seller cannot fulfil it. Its money goes back, and the customer is told."""
        unit, reason = unit_called(self.items, id), _reason(request.data)
        if unit.state is not UnitState.WAITING:
            raise UnitNotRejectable
        key = REJECTED_UNIT.format(item=unit.item.pk, number=unit.number)
        reject_item(unit.item, quantity=1, reason=reason, actor=self.actor, at=timezone.now(), key=key)
        return Response(status=204)


def _reason(body: Any) -> str:
    """The reason in a body, which may be left out.

    Raises:
        InvalidInput: it is no text of at most 500 characters.
    """
    reason = body.get("reason", "") if isinstance(body, dict) else None
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise InvalidInput.on("reason", code="invalid", sentence=Sentence("Not a valid string."))
    return reason
