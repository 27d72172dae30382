"""`/order-items/`: items across orders."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from access.permissions import HasScope
from access.viewsets import AccessView
from orders.filters import ITEM_ORDERING, ItemFilter
from orders.models import Adjustment, OrderItem
from orders.querysets import reach
from orders.schema.items import ORDER_ITEMS
from orders.schema.shipments import ITEM_ACTIONS
from orders.serializers.resources import ItemResourceSerializer
from orders.views.shipments import ITEM_ACCESS, ItemActions

READ = [HasScope("orders:read")]


class OrderItemViewSet(ItemActions, ListModelMixin, RetrieveModelMixin, AccessView):
    """Items of orders."""

    serializer_class = ItemResourceSerializer
    filterset_class = ItemFilter
    ordering_fields = ITEM_ORDERING
    ordering = "-created_at"
    operations = ORDER_ITEMS | ITEM_ACTIONS
    access = {"list": READ, "retrieve": READ} | ITEM_ACCESS

    def get_queryset(self) -> QuerySet[OrderItem]:
        """The items of the orders in the caller's reach."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        adjustments = Prefetch("adjustments", Adjustment.objects.order_by("position"))
        return OrderItem.objects.filter(in_reach).select_related("order").prefetch_related(adjustments)
