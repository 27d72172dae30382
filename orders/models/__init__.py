from orders.models.adjustment import Adjustment, AdjustmentType
from orders.models.channel import CancellationPolicy, Channel
from orders.models.history import CustomerHistoryEntry, Note, StatusChange
from orders.models.item import OrderItem
from orders.models.order import Order, RefNumber
from orders.models.shipment import Shipment, ShipmentLine

__all__ = [
    "Adjustment",
    "AdjustmentType",
    "CancellationPolicy",
    "Channel",
    "CustomerHistoryEntry",
    "Note",
    "Order",
    "OrderItem",
    "RefNumber",
    "Shipment",
    "ShipmentLine",
    "StatusChange",
]
