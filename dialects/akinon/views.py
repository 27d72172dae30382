"""The views of Akinon's document: orders and addresses, listed and shown."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.http.request import MediaType
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from addresses.models import CustomerAddress
from dialects.akinon.caller import AkinonAuthentication
from dialects.akinon.errors import told
from dialects.akinon.filters import ADDRESSES, ORDERS, Filters, filtered
from dialects.akinon.paging import paged
from dialects.akinon.reading import show_address, show_order
from dialects.common.views import DialectView
from orders.statuses import OrderStatus


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

    def shown(self, row: Any) -> dict[str, Any]:
        """A row as it is answered."""
        raise NotImplementedError

    def get(self, request: Request, id: UUID | None = None) -> Response:
        """A page of the list, or the row with this id."""
        if id is not None:
            return Response(self._found(id))
        rows, around = paged(filtered(self.rows, self.filters, request.query_params), request)
        return Response({**around, "results": [self.shown(row) for row in rows]})

    def _found(self, id: UUID) -> dict[str, Any]:
        row = self.rows.filter(pk=id).first()
        if row is None:
            raise Http404("There is no such row.")
        return self.shown(row)


class OrdersView(RowsView):
    """`/api/i1/orders/`."""

    access = {"get": [HasScope("orders:read")]}
    filters = ORDERS

    @property
    def rows(self) -> QuerySet[Any]:
        """Placed orders, the newest first."""
        placed = self.orders.exclude(status=OrderStatus.NEW).filter(date_placed__isnull=False)
        return placed.order_by("-date_placed", "-id")

    def shown(self, row: Any) -> dict[str, Any]:
        return show_order(row)


class AddressesView(RowsView):
    """`/api/i1/customer-addresses/`."""

    access = {"get": [HasScope("addresses:read")]}
    filters = ADDRESSES

    @property
    def rows(self) -> QuerySet[Any]:
        """Addresses, the newest first."""
        return CustomerAddress.objects.visible_to(self.caller).order_by("-id")

    def shown(self, row: Any) -> dict[str, Any]:
        return show_address(row)
