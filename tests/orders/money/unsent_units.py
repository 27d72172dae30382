"""How the units of an order stand of which some were refunded unsent."""

from orders.models import Shipment
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh


def units(item):
    """How many of its units are sent, cancelled, refunded unsent, and open."""
    row = fresh(item)
    return row.quantity_shipped, row.quantity_cancelled, row.quantity_refunded_unsent, row.quantity_open


def ready(order):
    """The units in the shipments that are ready, by SKU."""
    shipments = Shipment.objects.filter(order=order, state="ready").order_by("id")
    return [{line.item.sku: line.quantity for line in row.lines.order_by("id")} for row in shipments]


def states(order, *items):
    row = fresh(order)
    return OrderStatus(row.status).name, row.shipping_status, *(ItemStatus(fresh(item).status).name for item in items)
