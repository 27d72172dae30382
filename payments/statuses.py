"""The vocabulary of payments and refunds."""

from __future__ import annotations

from django.db import models


class PaymentState(models.TextChoices):
    """How far an attempt to pay has got."""

    NEW = "new"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED_PAYMENTS = frozenset({PaymentState.NEW, PaymentState.PROCESSING})
"""Payments that the customer has begun: no money has moved."""

OPEN_PAYMENTS = frozenset({PaymentState.NEW, PaymentState.PROCESSING, PaymentState.AUTHORIZED})
"""Payments that may still bring money."""


class Question(models.TextChoices):
    """What the gateway is being asked about a payment, and has not answered yet."""

    NOTHING = "", "Nothing"
    START = "start"
    CAPTURE = "capture"
    CANCEL = "cancel"


class RefundState(models.TextChoices):
    """How far an attempt to give money back has got."""

    RESERVED = "reserved"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


PENDING_REFUNDS = frozenset({RefundState.RESERVED, RefundState.SENT, RefundState.UNKNOWN})
"""Refunds whose money is reserved: nobody may give it back a second time."""
