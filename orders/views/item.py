"""`/order-items/`: items across orders."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope
from common.api.operations import Operation, Page
from orders.filters import ITEM_ORDERING, ItemFilter
from orders.models import Adjustment, OrderItem
from orders.querysets import reach
from orders.serializers.actions import ItemChanges
from orders.serializers.resources import ItemResourceSerializer
from orders.update_item import update_item
from orders.views.base import PartsView, PartsViewSet

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]


class OrderItemView(PartsView):
    """A view on items of the orders in the caller's reach."""

    serializer_class = ItemResourceSerializer

    def get_queryset(self) -> QuerySet[OrderItem]:
        """The items of the orders in the caller's reach."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        adjustments = Prefetch("adjustments", Adjustment.objects.order_by("position"))
        return OrderItem.objects.filter(in_reach).select_related("order").prefetch_related(adjustments)

    def answer(self, item: OrderItem) -> Response:
        """The item as it is now in the database."""
        return Response(self.shown([self.get_queryset().get(pk=item.pk)])[0])


class OrderItemViewSet(PartsViewSet, OrderItemView):
    """Items of orders."""

    filterset_class = ItemFilter
    ordering_fields = ITEM_ORDERING
    ordering = "-created_at"
    operations = {
        "list": Operation("List order items", access=READ, gives=Page(ItemResourceSerializer), filtered=True),
        "retrieve": Operation("Read an order item", access=READ, gives=ItemResourceSerializer),
    }

    @Operation(
        access=WRITE,
        about="Invoice, tracking, dates and the free object, at any time. What it costs is changed with the order.",
        takes=ItemChanges,
        gives=ItemResourceSerializer,
    )
    @command
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the records of an item."""
        body = ItemChanges.checked(request)
        return self.answer(update_item(self.get_object(), changes=body, actor=self.caller.actor, at=timezone.now()))
