"""`/orders/`: placing, finding, reading and changing orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope, IsStaff
from common.api.filters import EVERYWHERE
from common.api.links import link_to
from common.api.operations import AnyOf, Operation, Page, one_of_words
from common.api.pagination import asks_for_pages_alone
from common.api.renderers import CsvRenderer
from orders.export import exported, refuse_pages
from orders.filters import ORDERING, ORDERING_RIGHTS, OrderFilter
from orders.models import Order
from orders.paging import NEWEST_FIRST, Picked, every_order, to_turn_pages, to_walk, walked
from orders.place import NumberTaken, draft_order, place_order
from orders.privacy_log import note_export
from orders.querysets import OrderQuerySet
from orders.reading import EXPANDABLE, FULL, PLAIN, Shape, readable, shape_of
from orders.rendering import can_render, render_orders
from orders.serializers.actions import NewOrderInput, OrderChanges, OrderReplacement
from orders.serializers.requests import changes_from, new_order_from, replacement_from
from orders.serializers.resources import OrderSerializer
from orders.serializers.shapes import OrderInListSerializer, PickedOrderSerializer
from orders.update import FieldsFrozen, update_order
from orders.views.base import OrderView

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]
EXPAND = one_of_words("expand", EXPANDABLE, "What an answer would otherwise leave out, or give by id only.")
FIELDS = one_of_words("fields", OrderSerializer.Meta.fields, "Only these fields.")
SHAPE = (EXPAND, FIELDS)

IN_LISTS = """
In lists, addresses are ids, and payments, shipments, statuses and notes are left out: `expand` adds them, and
`fields` selects. As CSV (`?format=csv`), all orders come in one file, a line each, without pages.

All filters must match. Where a filter takes several values, separated by commas, any of them may.
"""


class OrderViewSet(OrderView):
    """Orders."""

    filterset_class = OrderFilter
    ordering_fields = ORDERING
    ordering_rights = ORDERING_RIGHTS
    ordering = NEWEST_FIRST

    def get_renderers(self) -> list[BaseRenderer]:
        return [*super().get_renderers(), *([CsvRenderer()] if self.action in ("list", "all") else [])]

    @Operation(
        "List orders",
        access=READ,
        about=IN_LISTS,
        gives=Page(AnyOf(OrderInListSerializer, PickedOrderSerializer)),
        filtered=True,
        parameters=SHAPE,
    )
    def list(self, request: Request) -> HttpResponseBase:
        """The orders in the caller's reach, newest first."""
        if can_render(self.request) and asks_for_pages_alone(self.request):
            shape = self._shape(PLAIN)
            rows: Any = every_order(self.caller)
            return self.get_paginated_response(render_orders(self.paginate_queryset(rows) or (), shape, self.request))
        return self._listed(self.orders())

    @action(detail=False)
    @Operation(
        "List every order",
        access=[IsStaff, *READ],
        about=IN_LISTS,
        gives=Page(AnyOf(OrderInListSerializer, PickedOrderSerializer)),
        filtered=True,
        parameters=SHAPE,
    )
    def all(self, request: Request) -> HttpResponseBase:
        """Every order in reach, for staff."""
        return self._listed(Order.objects.visible_to(self.caller))

    @action(detail=False)
    @Operation(
        "Read your newest order",
        access=READ,
        gives=AnyOf(OrderSerializer, PickedOrderSerializer),
        headers=["ETag"],
        parameters=SHAPE,
        may_be_missing=True,
    )
    def last(self, request: Request) -> Response:
        """The caller's own newest order."""
        own = Order.objects.owned_by(self.caller).newest_first().first()
        if own is None:
            raise Http404("You have no orders yet.")
        return self.answer(own, shape=self._shape(FULL))

    @Operation(
        "Read an order",
        access=READ,
        about="An order outside of the caller's reach is a 404, whether or not it exists.",
        gives=AnyOf(OrderSerializer, PickedOrderSerializer),
        headers=["ETag"],
        parameters=SHAPE,
    )
    def retrieve(self, request: Request, ref: str) -> HttpResponseBase:
        """One order with everything that belongs to it."""
        return self.read_order(self._shape(FULL))

    @Operation(
        access=WRITE,
        about="""
        Totals are computed from items and adjustments. If a `total` is sent and differs, the order is refused with
        both numbers. Customer and addresses are given by id or in full; a customer given in full is matched by
        `external_id`, else by e-mail, a guest with guests only. What the order says about its customer stays what
        was said here.

        `status: "NEW"` creates a draft: it has a ref, may be empty, and can be changed freely until it is placed with
        `PUT /orders/{ref}/status/`.
        """,
        takes=NewOrderInput,
        gives=OrderSerializer,
        status=201,
        headers=["Location", "ETag"],
        refusals=[NumberTaken],
    )
    @command(key_required=True)
    def create(self, request: Request) -> Response:
        """Place an order, or create a draft."""
        body = NewOrderInput.checked(request)
        begin = draft_order if body["status"] == "NEW" else place_order
        order = begin(new_order_from(body, self.caller), actor=self.caller.actor, at=timezone.now())
        return self.answer(order, status=201, Location=link_to("order-detail", ref=order.ref))

    @Operation(
        access=WRITE,
        about="""
        A draft can be changed freely. Once placed, items and adjustments can be changed while it is unpaid and
        open (totals are recomputed), the shipping address until everything is shipped; e-mail, billing address and
        other fields that do not affect money always. `items` and `adjustments` are replaced as a whole.
        """,
        takes=OrderChanges,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[FieldsFrozen, NumberTaken],
    )
    @command
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change some fields of an order."""
        changes = changes_from(OrderChanges.checked(request))
        return self.answer(update_order(self.get_order(), actor=self.caller.actor, at=timezone.now(), changes=changes))

    @Operation(
        "Replace an order",
        access=WRITE,
        about="The same may be changed as with `PATCH`.",
        takes=OrderReplacement,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[FieldsFrozen, NumberTaken],
    )
    @command
    def update(self, request: Request, ref: str) -> Response:
        """Replace an order's fields: those left out are reset to their defaults."""
        order = self.get_order()
        changes = replacement_from(OrderReplacement.checked(request), OrderReplacement().fields)
        return self.answer(update_order(order, actor=self.caller.actor, at=timezone.now(), changes=changes))

    def _listed(self, orders: OrderQuerySet) -> HttpResponseBase:
        found: Any = self.filter_queryset(orders)
        if self.request.accepted_renderer.format == CsvRenderer.format:
            refuse_pages(self.request.query_params)
            self._note_export()
            return exported(found, self.caller.rights)
        shape = self._shape(PLAIN)
        if can_render(self.request):
            return self.get_paginated_response(render_orders(self._picked(found), shape, self.request))
        page = self.paginate_queryset(readable(found, self.caller.rights, shape)) or ()
        return self.get_paginated_response([self.represent(order, shape) for order in page])

    def _note_export(self) -> None:
        """Record exports beyond the caller's own orders."""
        if not self.caller.is_buyer:
            filters = set(self.request.query_params) - EVERYWHERE
            note_export("csv", filters, actor=self.caller.actor, at=timezone.now())

    def _picked(self, found: QuerySet[Any]) -> Iterable[Picked]:
        """The orders of the page that is asked for."""
        if "cursor" in self.request.query_params:
            return walked(self.paginate_queryset(to_walk(found)) or ())
        return self.paginate_queryset(to_turn_pages(found)) or ()

    def _shape(self, default: Shape) -> Shape:
        return shape_of(
            expand=self.request.query_params.get("expand"),
            fields=self.request.query_params.get("fields"),
            known=OrderSerializer.Meta.fields,
            default=default.expand,
            caller=self.caller,
        )
