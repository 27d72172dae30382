"""The closed list of event types. An event of any other type cannot be stored.

A new type is one line here: the database's own list (`events.models.StorableType`) follows at the next `migrate`.
"""

from __future__ import annotations

from django.db import models


class EventType(models.TextChoices):
    """What happened, as `noun.past`."""

    ORDER_DRAFTED = "order.drafted", "Order drafted"
    ORDER_PLACED = "order.placed", "Order placed"
    ORDER_UPDATED = "order.updated", "Order changed"
    ORDER_STATUS_CHANGED = "order.status_changed", "Order status changed"
    ORDER_STATUS_NOTED = "order.status_noted", "Order status noted"
    ORDER_PAID = "order.paid", "Order paid in full"
    ORDER_REFUNDED = "order.refunded", "Order refunded in full"
    ORDER_EXPIRED = "order.expired", "Unpaid order expired"
    ORDER_REMINDED = "order.reminded", "Customer reminded to pay"
    NOTE_ADDED = "note.added", "Note added"
    HISTORY_ADDED = "history.added", "Customer history received"
    ITEM_PACKED = "item.packed", "Item packed"
    ITEM_DELIVERED = "item.delivered", "Item delivered"
    ITEM_REJECTED = "item.rejected", "Item rejected"
    SHIPMENT_CREATED = "shipment.created", "Shipment created"
    SHIPMENT_CHANGED = "shipment.changed", "Shipment changed"
    SHIPMENT_SHIPPED = "shipment.shipped", "Shipment shipped"
    SHIPMENT_DELIVERED = "shipment.delivered", "Shipment delivered"
    SHIPMENT_CANCELLED = "shipment.cancelled", "Shipment cancelled"
    PAYMENT_STARTED = "payment.started", "Payment started"
    PAYMENT_PROCESSING = "payment.processing", "Payment with the gateway"
    PAYMENT_AUTHORIZED = "payment.authorized", "Payment authorized"
    PAYMENT_COMPLETED = "payment.completed", "Payment completed"
    PAYMENT_FAILED = "payment.failed", "Payment failed"
    PAYMENT_CANCELLED = "payment.cancelled", "Payment cancelled"
    PAYMENT_UNKNOWN = "payment.unknown", "Outcome of a payment unknown"
    PAYMENT_DISPUTED = "payment.disputed", "Chargeback recorded"
    REFUND_RESERVED = "refund.reserved", "Refund reserved"
    REFUND_SENT = "refund.sent", "Refund sent to the gateway"
    REFUND_SUCCEEDED = "refund.succeeded", "Refund succeeded"
    REFUND_FAILED = "refund.failed", "Refund failed"
    REFUND_UNKNOWN = "refund.unknown", "Outcome of a refund unknown"
    PLAN_OPENED = "plan.opened", "Cancellation plan opened"
    PLAN_MOVED = "plan.moved", "Cancellation plan updated"
    PLAN_APPROVED = "plan.approved", "Cancellation plan approved"
    PLAN_COMPLETED = "plan.completed", "Cancellation plan completed"
    PLAN_REJECTED = "plan.rejected", "Cancellation plan rejected"
    PLAN_CANCELLED = "plan.cancelled", "Cancellation plan withdrawn"
    PLAN_FAILED = "plan.failed", "Cancellation plan failed"
    MAIL_FAILED = "mail.failed", "E-mail could not be sent"
    MAIL_RESENT = "mail.resent", "E-mail sent again"
