from orders.models.adjustment import Adjustment, AdjustmentType
from orders.models.channel import CancellationPolicy, Channel
from orders.models.daily_sum import DailySum, SumKind, SumsTaken
from orders.models.history import CustomerHistoryEntry, Note, StatusChange
from orders.models.item import OrderItem
from orders.models.letterhead import Letterhead
from orders.models.order import Order, RefNumber
from orders.models.saved_view import SavedView
from orders.models.shipment import Shipment, ShipmentLine

__all__ = [
    "Adjustment",
    "AdjustmentType",
    "CancellationPolicy",
    "Channel",
    "CustomerHistoryEntry",
    "DailySum",
    "Letterhead",
    "Note",
    "Order",
    "OrderItem",
    "RefNumber",
    "SavedView",
    "Shipment",
    "ShipmentLine",
    "StatusChange",
    "SumKind",
    "SumsTaken",
]
