"""The views of Akinon's document: rows listed and shown, and units rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from access.callers import Caller
from access.permissions import HasScope
from common.errors import InvalidInput, Sentence
from dialects.akinon import filters
from dialects.akinon.caller import AkinonAuthentication
from dialects.akinon.errors import WHOLE_BODY, error_answer
from dialects.akinon.filters import UNIT_STATUS, Conditions, Filters, conditions, filtered, met
from dialects.akinon.imported_ids import key_of_id
from dialects.akinon.items import Slice, find_unit
from dialects.akinon.paging import TURNED_BY, paged
from dialects.akinon.reach import addresses_in_reach, lines_in_reach, orders_in_reach, plans_in_reach
from dialects.akinon.rendering import orders, plans
from dialects.akinon.rendering.units import UNITS, shown_units
from dialects.akinon.unit_pages import PickedLines, every_line, paged_units
from dialects.common.answer_cache import Seen, Sources, seen
from dialects.common.commands import resumable_command
from dialects.common.picking import Picked, everything
from dialects.common.views import DialectView
from orders.cancelling.reject import reject_item
from orders.models import ExternalKind, OrderItem

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
    in_reach: Callable[[Caller], QuerySet[Any]]
    """Those that a caller may list."""
    sources: ClassVar[Sources]

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of the list, or the row with this id."""
        if id is not None:
            return Response(self._found(id))
        rows, around = paged(self._picked(request), request)
        return Response({**around, "results": self.shown(rows)})

    @property
    def offered(self) -> Filters:
        """The filters that the caller may use."""
        return self.filters

    def shown(self, rows: Sequence[Seen]) -> list[Any]:
        """Rows as they are answered."""
        raise NotImplementedError

    def _picked(self, request: Request) -> Picked:
        if set(request.query_params) <= set(TURNED_BY):
            return everything(self.in_reach, self.caller, self.sources)
        return Picked(filtered(self.in_reach(self.caller), self.offered, request.query_params), self.sources)

    def _found(self, id: UUID) -> Any:
        key = key_of_id(self.kind, id)
        if not self.in_reach(self.caller).filter(pk=key).exists():
            raise Http404("There is no such row.")
        return self.shown(seen([key], self.sources))[0]


class OrdersView(RowsView):
    """`/api/i1/orders/`."""

    access = {"get": [HasScope("orders:read")]}
    filters, kind, sources = filters.ORDERS, ExternalKind.ORDER, orders.ORDERS
    in_reach = staticmethod(orders_in_reach)

    def shown(self, rows: Sequence[Seen]) -> list[Any]:
        return orders.shown_orders(rows)


class AddressesView(RowsView):
    """`/api/i1/customer-addresses/`."""

    access = {"get": [HasScope("addresses:read")]}
    filters, kind, sources = filters.ADDRESSES, ExternalKind.ADDRESS, orders.ADDRESSES
    in_reach = staticmethod(addresses_in_reach)

    def shown(self, rows: Sequence[Seen]) -> list[Any]:
        return orders.shown_addresses(rows)


class PlansView(RowsView):
    """`/api/i1/cancellation-plans/`. Whoever may not see payments neither sees nor finds those that money goes to."""

    access = {"get": [HasScope("cancellations:read")]}
    filters, kind, sources = filters.PLANS, ExternalKind.PLAN, plans.PLANS
    in_reach = staticmethod(plans_in_reach)

    @property
    def offered(self) -> Filters:
        hidden = set() if self.caller.sees_payments else {"payment_plan"}
        return {name: found for name, found in self.filters.items() if name not in hidden}

    def shown(self, rows: Sequence[Seen]) -> list[Any]:
        return plans.shown_plans(rows, self.caller)


class UnitsView(AkinonView):
    """Single units of orders."""

    def find_unit(self, id: UUID) -> tuple[OrderItem, int]:
        """The line and the number of the unit with this id.

        Raises:
            Http404: none in reach has it.
        """
        return find_unit(lines_in_reach(self.caller), key_of_id(ExternalKind.UNIT, id))


class ItemsView(UnitsView):
    """`/api/i1/order-items/`: one row per unit."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of units, or the one with this id."""
        if id is not None:
            return Response(self._found(id))
        wanted = conditions(filters.ITEMS, request.query_params)
        code = dict(wanted).get(UNIT_STATUS)
        slices, around = paged_units(self._picked(wanted, code), request)
        return Response({**around, "results": shown_units(slices, code)})

    def _picked(self, wanted: Conditions, code: int | None) -> PickedLines:
        if not wanted:
            return every_line(self.caller)
        return PickedLines(lines_in_reach(self.caller).filter(*met(wanted)), code)

    def _found(self, id: UUID) -> Any:
        item, number = self.find_unit(id)
        (line,) = seen([item.pk], UNITS)
        return shown_units([Slice(line, number, number + 1, item.quantity)], None)[0]


class RejectView(UnitsView):
    """`/api/i1/order-items/{id}/reject/`."""

    access = {"post": [HasScope("shipments:write")]}

    @resumable_command
    def post(self, request: Request, id: UUID) -> Response:
        """Reject one unit: the seller cannot fulfil it. Its money goes back, and the customer is notified."""
        (item, number), reason = self.find_unit(id), _reason(request.data)
        command = {"actor": self.actor, "at": timezone.now(), "key": request.command_key}  # type: ignore[attr-defined]
        reject_item(item, unit_number=number, reason=reason, **command)
        return Response(status=204)


def _reason(body: Any) -> str:
    """The reason in a body. Either may be left out, or null.

    Raises:
        InvalidInput: the body is no object, or its reason no text of at most 500 characters.
    """
    if not isinstance(body, dict | None):
        sentence = Sentence("Invalid data. Expected a dictionary, but got {kind}.", kind=type(body).__name__)
        raise InvalidInput.on(WHOLE_BODY, code="invalid", sentence=sentence)
    reason = (body or {}).get("reason") or ""
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise InvalidInput.on("reason", code="invalid", sentence=Sentence("Not a valid string."))
    return reason
