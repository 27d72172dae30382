"""The views of Salesman's document that read orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from rest_framework.request import Request
from rest_framework.response import Response

from access.callers import Caller
from common.api.parameters import whole_number
from common.api.parsers import JsonParser
from dialects.common.links import here
from dialects.common.parsers import JsonOrFormParser
from dialects.common.picking import Picked, everything
from dialects.common.views import DialectView
from dialects.salesman.caller import AUTHENTICATION, ForReaders, ForStaff
from dialects.salesman.errors import error_answer
from dialects.salesman.rendering import SOURCES, shown_order, shown_orders
from dialects.salesman.writing import MultipartParser
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.reading import by_reference

MOST_ORDERS = 1000
"""In one answer: the document knows no pages."""

NEWEST_FIRST = ("-created_at", "-id")
NO_MATCH = "No Order matches the given query."


def own_orders(caller: Caller) -> OrderQuerySet:
    """The caller's own orders: as a customer, or by a token. Callers who act for the shop have none."""
    return Order.objects.owned_by(caller).order_by(*NEWEST_FIRST)


def all_orders(caller: Caller) -> OrderQuerySet:
    """Every order in reach."""
    return Order.objects.visible_to(caller).order_by(*NEWEST_FIRST)


class SalesmanView(DialectView):
    """Everything that Salesman answers."""

    error_answer = staticmethod(error_answer)
    authentication_classes = AUTHENTICATION
    parser_classes = [JsonParser, JsonOrFormParser, MultipartParser]

    def find_order(self, ref: str) -> Order:
        """The order in the path, with the version that the caller wants to change."""
        order = self.orders.filter(ref=ref).select_related("channel").first()
        if order is None:
            raise Http404(NO_MATCH)
        return self.as_expected(order)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """No cache may store the answer."""
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        return response


class ListView(SalesmanView):
    """Orders as a bare array, newest first. Of more than `MOST_ORDERS` the rest is where `Link` says."""

    def listed(self, orders: Callable[[Caller], OrderQuerySet]) -> Response:
        """The answer."""
        most = self._most()
        picked = self._picked(orders)[0 : most + 1]
        shown = picked[:most]
        headers = {"Link": self._link(shown[-1].id)} if len(picked) > most else {}
        return Response(shown_orders(shown, self.request), headers=headers)

    def _picked(self, orders: Callable[[Caller], OrderQuerySet]) -> Picked:
        if "after" not in self.request.query_params:
            return everything(orders, self.caller, SOURCES)
        return Picked(self._after(orders(self.caller)), SOURCES)

    def _most(self) -> int:
        """The number of rows to show. `limit` is not in the document, so an invalid value is ignored."""
        return min(whole_number(self.request.query_params.get("limit", "")) or MOST_ORDERS, MOST_ORDERS)

    def _after(self, orders: OrderQuerySet) -> OrderQuerySet:
        last = orders.filter(by_reference(self.request.query_params["after"])).only("created_at").first()
        if last is None:
            return orders
        older = orders.filter(created_at__lte=last.created_at)
        return older.exclude(created_at=last.created_at, id__gte=last.id)

    def _link(self, last: UUID) -> str:
        parameters = self.request.query_params.copy()
        parameters["after"] = str(last)
        return f'<{here(self.request)}?{urlencode(list(parameters.items()))}>; rel="next"'


class OwnOrdersView(ListView):
    """`/orders/`."""

    access = {"get": [ForReaders("orders:read")]}

    def get(self, request: Request) -> Response:
        """The orders of whoever is signed in, or the one that a token opens."""
        return self.listed(own_orders)


class AllOrdersView(ListView):
    """`/orders/all/`."""

    access = {"get": [ForStaff("orders:read")]}

    def get(self, request: Request) -> Response:
        """Every order in reach."""
        return self.listed(all_orders)


class LastOrderView(SalesmanView):
    """`/orders/last/`."""

    access = {"get": [ForReaders("orders:read")]}

    def get(self, request: Request) -> Response:
        """The caller's own newest order."""
        newest = own_orders(self.caller).values_list("ref", flat=True).first()
        if newest is None:
            raise Http404("Not found.")
        return Response(shown_order(newest, request))


class OrderView(SalesmanView):
    """`/orders/{ref}/`."""

    access = {"get": [ForReaders("orders:read")]}

    def get(self, request: Request, ref: str) -> Response:
        """One order."""
        order = shown_order(ref, request)
        if order is None:
            raise Http404(NO_MATCH)
        return Response(order)
