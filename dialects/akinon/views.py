"""The views of Akinon's document: rows listed and shown, and units rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from addresses.models import CustomerAddress
from cancellations.models import CancellationPlan, PlanLine
from common.errors import InvalidInput, Sentence
from dialects.akinon.brought import key_called
from dialects.akinon.caller import AkinonAuthentication
from dialects.akinon.errors import error_answer
from dialects.akinon.filters import ADDRESSES, ITEMS, ORDERS, PLANS, UNIT_STATUS, Filters, conditions, filtered
from dialects.akinon.items import Row, paged_rows, row_called, show_rows
from dialects.akinon.paging import paged
from dialects.akinon.plans import show_plans
from dialects.akinon.reading import show_addresses, show_orders
from dialects.common.commands import resumable_command
from dialects.common.views import DialectView
from orders.cancelling.reject import reject_item
from orders.models import ExternalKind, OrderItem
from orders.querysets import reach
from orders.statuses import OrderStatus

LONGEST_REASON = 500


class AkinonView(DialectView):
    """Everything that Akinon answers."""

    error_answer = staticmethod(error_answer)
    authentication_classes = [AkinonAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A content type that is no JSON is refused, on GET too."""
        super().initial(request, *args, **kwargs)
        sent = request.content_type
        if sent and sent.partition(";")[0].strip().lower() != "application/json":
            raise UnsupportedMediaType(sent)


class RowsView(AkinonView):
    """Rows of one kind, listed, or one of them shown."""

    filters: ClassVar[Filters]
    kind: ClassVar[ExternalKind]

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
        row = self.rows.filter(pk=key_called(self.kind, id)).first()
        if row is None:
            raise Http404("There is no such row.")
        return self.shown_all([row])[0]


class OrdersView(RowsView):
    """`/api/i1/orders/`."""

    access = {"get": [HasScope("orders:read")]}
    filters = ORDERS
    kind = ExternalKind.ORDER

    @property
    def rows(self) -> QuerySet[Any]:
        """Placed orders, the newest first."""
        placed = self.orders.exclude(status=OrderStatus.NEW).filter(date_placed__isnull=False)
        return placed.order_by("-date_placed", "-id")

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return show_orders(rows)


class AddressesView(RowsView):
    """`/api/i1/customer-addresses/`."""

    access = {"get": [HasScope("addresses:read")]}
    filters = ADDRESSES
    kind = ExternalKind.ADDRESS

    @property
    def rows(self) -> QuerySet[Any]:
        """Addresses, the newest first."""
        return CustomerAddress.objects.visible_to(self.caller).order_by("-id")

    def shown_all(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return show_addresses(rows)


class PlansView(RowsView):
    """`/api/i1/cancellation-plans/`."""

    access = {"get": [HasScope("cancellations:read")]}
    filters = PLANS
    kind = ExternalKind.PLAN

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
        """The lines of placed orders."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        placed = OrderItem.objects.filter(in_reach, order__date_placed__isnull=False)
        return placed.exclude(order__status=OrderStatus.NEW)

    def row_called(self, id: UUID) -> Row:
        """The unit with this id.

        Raises:
            Http404: none in reach has it.
        """
        return row_called(self.items, key_called(ExternalKind.UNIT, id))


class ItemsView(UnitsView):
    """`/api/i1/order-items/`: a row a unit."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of units, or the one with this id."""
        if id is not None:
            return Response(show_rows([self.row_called(id)])[0])
        wanted = conditions(ITEMS, request.query_params)
        items = self.items.filter(*(Q(condition) for condition in wanted if condition[0] != UNIT_STATUS))
        rows, page = paged_rows(items, request, code=dict(wanted).get(UNIT_STATUS))
        return Response({**page, "results": show_rows(rows)})


class RejectView(UnitsView):
    """`/api/i1/order-items/{id}/reject/`."""

    access = {"post": [HasScope("shipments:write")]}

    @resumable_command
    def post(self, request: Request, id: UUID) -> Response:
        """Reject one unit: the seller cannot fulfil it. Its money goes back, and the customer is notified."""
        unit, reason = self.row_called(id).unit, _reason(request.data)
        command = {"actor": self.actor, "at": timezone.now(), "key": request.command_key}  # type: ignore[attr-defined]
        reject_item(unit.item, unit_number=unit.number, reason=reason, **command)
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
