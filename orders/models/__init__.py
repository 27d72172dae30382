from orders.models.adjustment import Adjustment, AdjustmentOrigin, AdjustmentType
from orders.models.carrier import Carrier
from orders.models.channel import CancellationPolicy, Channel, TaxCalculation
from orders.models.external_id import ExternalId, ExternalKind
from orders.models.history import CustomerHistoryEntry, Note, StatusChange
from orders.models.item import OrderItem
from orders.models.method import PaymentMethod, ShippingMethod
from orders.models.order import Order, RefNumber
from orders.models.privacy import ERASURES, PrivacyEntry, PrivacyKind
from orders.models.reason import Reason, ReasonVerb
from orders.models.shipment import Shipment, ShipmentLine
from orders.models.withdrawal import Withdrawal

__all__ = [
    "ERASURES",
    "Adjustment",
    "AdjustmentOrigin",
    "AdjustmentType",
    "CancellationPolicy",
    "Carrier",
    "Channel",
    "CustomerHistoryEntry",
    "ExternalId",
    "ExternalKind",
    "Note",
    "Order",
    "OrderItem",
    "PaymentMethod",
    "PrivacyEntry",
    "PrivacyKind",
    "Reason",
    "ReasonVerb",
    "RefNumber",
    "Shipment",
    "ShipmentLine",
    "ShippingMethod",
    "StatusChange",
    "TaxCalculation",
    "Withdrawal",
]
