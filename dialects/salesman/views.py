"""The views of Salesman's document that read orders."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.parameters import whole_number
from common.api.parsers import JsonParser
from dialects.common.parsers import JsonOrFormParser
from dialects.common.views import DialectView
from dialects.salesman.caller import AUTHENTICATION, ForReaders, ForStaff
from dialects.salesman.errors import error_answer
from dialects.salesman.rendering import shown_order, shown_orders
from dialects.salesman.writing import MultipartParser
from orders.models import Order
from orders.querysets import OrderQuerySet

MOST_ORDERS = 1000
"""In one answer: the document knows no pages."""

NEWEST_FIRST = ("-created_at", "-id")
NO_MATCH = "No Order matches the given query."


class SalesmanView(DialectView):
    """Everything that Salesman answers."""

    error_answer = staticmethod(error_answer)
    authentication_classes = AUTHENTICATION
    parser_classes = [JsonParser, JsonOrFormParser, MultipartParser]

    @property
    def own_orders(self) -> OrderQuerySet:
        """The caller's own: as a customer, or by a token. Whoever acts for the shop has no others."""
        return Order.objects.owned_by(self.caller).order_by(*NEWEST_FIRST)

    def find_order(self, ref: str) -> Order:
        """The order in the path, with the version that the caller wants to change."""
        order = self.orders.filter(ref=ref).select_related("channel").first()
        if order is None:
            raise Http404(NO_MATCH)
        return self.as_expected(order)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of it is kept by caches."""
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        return response


class ListView(SalesmanView):
    """Orders as a bare array, newest first. Of more than `MOST_ORDERS` the rest is where `Link` says."""

    def listed(self, orders: OrderQuerySet) -> Response:
        """The answer."""
        most = self._most()
        picked = list(self._after(orders).values_list("pk", "ref")[: most + 1])
        shown = picked[:most]
        headers = {"Link": self._link(shown[-1][1])} if len(picked) > most else {}
        return Response(shown_orders([pk for pk, _ in shown], self.request), headers=headers)

    def _most(self) -> int:
        """How many the caller wants; `limit` is ours, and whatever it cannot mean is passed over."""
        return min(whole_number(self.request.query_params.get("limit", "")) or MOST_ORDERS, MOST_ORDERS)

    def _after(self, orders: OrderQuerySet) -> OrderQuerySet:
        ref = self.request.query_params.get("after")
        last = orders.filter(ref=ref).only("created_at").first() if ref else None
        if last is None:
            return orders
        older = orders.filter(created_at__lte=last.created_at)
        return older.exclude(created_at=last.created_at, id__gte=last.id)

    def _link(self, ref: str) -> str:
        parameters = self.request.query_params.copy()
        parameters["after"] = ref
        address = self.request.build_absolute_uri(self.request.path)
        return f'<{address}?{urlencode(list(parameters.items()))}>; rel="next"'


class OwnOrdersView(ListView):
    """`/orders/`."""

    access = {"get": [ForReaders("orders:read")]}

    def get(self, request: Request) -> Response:
        """The orders of whoever is signed in, or the one that a token opens."""
        return self.listed(self.own_orders)


class AllOrdersView(ListView):
    """`/orders/all/`."""

    access = {"get": [ForStaff("orders:read")]}

    def get(self, request: Request) -> Response:
        """Every order in reach."""
        return self.listed(self.orders.order_by(*NEWEST_FIRST))


class LastOrderView(SalesmanView):
    """`/orders/last/`."""

    access = {"get": [ForReaders("orders:read")]}

    def get(self, request: Request) -> Response:
        """The caller's own newest order."""
        newest = self.own_orders.values_list("ref", flat=True).first()
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
