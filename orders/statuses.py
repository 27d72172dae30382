"""The vocabulary of states. Codes keep Akinon's hundreds: `code // 100 * 100` is the Akinon code."""

from __future__ import annotations

from django.db import models


class OrderStatus(models.IntegerChoices):
    """The statuses of an order."""

    NEW = 10, "New"
    CREATED = 100, "Created"
    HOLD = 110, "Hold"
    FAILED = 120, "Failed"
    PROCESSING = 200, "Processing"
    PACKAGE_WAITING = 300, "Package waiting"
    PACKAGED = 400, "Packaged"
    SHIPPED = 500, "Shipped"
    COMPLETED = 600, "Completed"
    CANCELLATION_WAITING = 700, "Cancellation waiting"
    CANCELLED = 800, "Cancelled"
    REFUNDED = 850, "Refunded"
    REJECTED = 900, "Rejected"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    OrderStatus.NEW: "Draft: has a ref, still being composed, freely editable",
    OrderStatus.CREATED: "Placed, payment or approval awaited",
    OrderStatus.HOLD: "On hold: stock kept, waiting for payment or a check",
    OrderStatus.FAILED: "Last payment attempt failed; may be tried again",
    OrderStatus.PROCESSING: "Approved: paid, or trusted to pay",
    OrderStatus.PACKAGE_WAITING: "Waiting to be packed",
    OrderStatus.PACKAGED: "Packed",
    OrderStatus.SHIPPED: "Everything to be shipped has been shipped",
    OrderStatus.COMPLETED: "Received by the customer",
    OrderStatus.CANCELLATION_WAITING: "A cancellation or return of the whole order waits for a decision",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.REFUNDED: "Everything that was paid has been refunded",
    OrderStatus.REJECTED: "The seller could not fulfil it",
}

PAYABLE = frozenset({OrderStatus.CREATED, OrderStatus.HOLD, OrderStatus.FAILED})
"""Payment is awaited. What is outstanding can be paid later, too, until the order is over."""

CLOSED = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.REJECTED})
"""Nothing more is expected to happen."""

TERMINATED = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED, OrderStatus.REFUNDED})
"""Nothing will be shipped any more: money that still arrives is refunded."""

IN_FULFILMENT = frozenset(status for status in OrderStatus if 200 <= status <= 600)
"""The order's own status follows its items."""


class ItemStatus(models.IntegerChoices):
    """The statuses of an item."""

    PENDING = 100, "Pending"
    APPROVED = 200, "Approved"
    PACKAGE_WAITING = 300, "Package waiting"
    PACKAGED = 400, "Packaged"
    SHIPPED = 500, "Shipped"
    DELIVERED = 600, "Delivered"
    CANCELLATION_WAITING = 700, "Cancellation waiting"
    CANCELLED = 800, "Cancelled"
    REJECTED = 900, "Rejected"


LIVE_ITEMS = frozenset(status for status in ItemStatus if status <= ItemStatus.DELIVERED)
"""Items that are in fulfilment, or delivered."""


class ShipmentState(models.TextChoices):
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    LOST = "lost"


class PaymentStatus(models.TextChoices):
    """The payment status of an order, derived from its payments and refunds."""

    AWAITING_PAYMENT = "awaiting_payment"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class ShippingStatus(models.TextChoices):
    """The shipping status of an order, derived from its shipments."""

    READY = "ready"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class CancelStatus(models.TextChoices):
    """The newest cancellation plan's status, in the eight words that Akinon publishes for orders and items."""

    WAITING = "waiting"
    CONFIRMATION_WAITING = "confirmation_waiting", "Waiting for confirmation"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WAITING_FOR_PAYMENT = "waiting_for_payment", "Refund pending"
    MANUEL_REFUND_NEED = "manuel_refund_need", "Manual refund needed"
    COMPLETED = "completed"
