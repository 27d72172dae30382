"""Items across orders."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, Page
from orders.serializers.actions import ItemChanges
from orders.serializers.resources import ItemResourceSerializer

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]

ORDER_ITEMS = {
    "list": Operation("List order items", access=READ, gives=Page(ItemResourceSerializer), filtered=True),
    "retrieve": Operation("Read an order item", access=READ, gives=ItemResourceSerializer),
    "partial_update": Operation(
        access=WRITE,
        about="Invoice, tracking, dates and the free object, at any time. What it costs is changed with the order.",
        takes=ItemChanges,
        gives=ItemResourceSerializer,
    ),
}
