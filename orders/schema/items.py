"""Items across orders."""

from __future__ import annotations

from common.api.operations import Operation, Page
from orders.serializers.resources import ItemResourceSerializer

ORDER_ITEMS = {
    "list": Operation("List order items", gives=Page(ItemResourceSerializer), filtered=True),
    "retrieve": Operation("Read an order item", gives=ItemResourceSerializer),
}
