"""What every view on orders has in common: finding the order, and answering with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from django.http import Http404, HttpResponseNotModified
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from access.callers import Caller, Rights
from access.viewsets import AccessView
from common.transactions import is_inside
from orders.cached_response import mark_cacheable
from orders.locking import found_in_reach, locked_in_reach
from orders.models import Order
from orders.querysets import OrderQuerySet, rights_on
from orders.reading import FULL, Shape, by_reference, etag, readable, reference_in, visible
from orders.rendering import can_render, render_order
from orders.serializers.resources import OrderSerializer

REFERENCE = "[0-9A-Za-z-]{1,40}"
_VERSION = re.compile(r'"(\d{1,9})(?:-[0-9a-z]+)?"')


def etag_of(order: Order, caller: Caller) -> str:
    """The ETag of an order for this caller."""
    return etag(order.version, rights_on(order, caller))


def is_known(request: Request, etag: str | None) -> bool:
    """Whether the caller has this version already (`If-None-Match`, which compares weakly)."""
    tags = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    return etag is not None and (etag in tags or "*" in tags)


def expected_version(request: Request, order: Order) -> int | None:
    """The version in `If-Match`; of several the current one, if it is among them. A weak or strange tag is -1, which no
    version is."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    tags = [tag.strip() for tag in header.split(",")]
    versions = [int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag))]
    return order.version if order.version in versions else next(iter(versions), -1)


class OrderView(AccessView):
    """A view on one order, named in the path by its ref or its id."""

    lookup_field = "ref"
    lookup_value_regex = REFERENCE
    serializer_class = OrderSerializer
    queryset = Order.objects.none()

    def orders(self) -> OrderQuerySet:
        """The orders in the caller's reach."""
        return Order.objects.visible_to(self.caller)

    def get_order(self) -> Order:
        """The order in the path, with the version that the caller expects (`If-Match`). A command of one transaction
        gets it locked."""
        find = locked_in_reach if is_inside() else found_in_reach
        order = find(self.caller, *reference_in(self.kwargs["ref"]))
        if order is None:
            raise self._not_found()
        order.expected_version = expected_version(self.request, order)
        return order

    def read_order(self, shape: Shape) -> Response:
        """The order in the path, with its ETag."""
        if not can_render(self.request):
            order = self._found(readable(self.orders(), self.caller.rights, shape))
            return Response(self.represent(order, shape), headers={"ETag": etag_of(order, self.caller)})
        rendered = render_order(self.kwargs["ref"], shape, self.caller)
        if rendered is None:
            raise self._not_found()
        mark_cacheable(self.request._request, self.caller, self.kwargs["ref"], shape, rendered)
        return Response(orjson.Fragment(rendered.body), headers={"ETag": rendered.etag})

    def answer(self, order: Order, *, status: int = 200, shape: Shape = FULL, **headers: str) -> Response:
        """The order as it is now in the database, with the ETag of the version that the command wrote."""
        if can_render(self.request) and (rendered := render_order(str(order.pk), shape, self.caller)):
            body: Any = orjson.Fragment(rendered.body)
        else:
            body = self.represent(readable(Order.objects.filter(pk=order.pk), self.caller.rights, shape).get(), shape)
        return Response(body, status=status, headers={"ETag": etag_of(order, self.caller), **headers})

    def represent(self, order: Order, shape: Shape = FULL) -> Any:
        """The order as plain data. It was read with the caller's rights; one that only a token opens is read again."""
        rights = rights_on(order, self.caller)
        if rights != self.caller.rights:
            order = readable(Order.objects.filter(pk=order.pk), rights, shape).get()
        return OrderSerializer(order, context=self.context_on(order), shape=visible(shape, rights)).data

    def context_on(self, order: Order) -> dict[str, Any]:
        """The serializer context for rows of this order."""
        return {**self.get_serializer_context(), "rights": rights_on(order, self.caller)}

    def current_representation(self) -> Any:
        """The order as a 412 shows it."""
        return self.represent(self._found(readable(self.orders(), self.caller.rights, FULL)))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer 304 to a reader who has this version already."""
        if request.method in SAFE_METHODS and response.status_code == 200 and is_known(request, response.get("ETag")):
            response = HttpResponseNotModified(headers={"ETag": response["ETag"]})
        return super().finalize_response(request, response, *args, **kwargs)

    def _found(self, orders: OrderQuerySet) -> Order:
        order: Order | None = orders.filter(by_reference(self.kwargs["ref"])).first()
        if order is None:
            raise self._not_found()
        return order

    def _not_found(self) -> Http404:
        return Http404(f"There is no order '{self.kwargs['ref']}' in your reach.")


class PartsView(AccessView):
    """A view on rows of orders in reach. Each row is shown with the caller's rights on its order."""

    def shown(self, rows: Iterable[Any]) -> Sequence[Any]:
        """The rows as plain data."""
        serializer = cache(self.serializer_for)
        return [serializer(rights_on(row.order, self.caller)).to_representation(row) for row in rows]

    def serializer_for(self, rights: Rights) -> BaseSerializer[Any]:
        """The serializer of a row for a caller with these rights."""
        return self.get_serializer_class()(context={**self.get_serializer_context(), "rights": rights})


class PartsViewSet(PartsView):
    """The same, with a list of the rows and each of them by its id."""

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.shown(page or ()))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.shown([self.get_object()])[0])
