"""Items across orders."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, Page
from orders.serializers.resources import ItemResourceSerializer

READ = [HasScope("orders:read")]

ORDER_ITEMS = {
    "list": Operation("List order items", access=READ, gives=Page(ItemResourceSerializer), filtered=True),
    "retrieve": Operation("Read an order item", access=READ, gives=ItemResourceSerializer),
}
