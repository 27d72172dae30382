"""The vocabulary of payments and refunds."""

from __future__ import annotations

from django.db import models


class PaymentState(models.TextChoices):
    """The states of a payment."""

    NEW = "new"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED_PAYMENTS = frozenset({PaymentState.NEW, PaymentState.PROCESSING})
"""Payments that the customer has begun: no money has moved."""

OPEN_PAYMENTS = frozenset({PaymentState.NEW, PaymentState.PROCESSING, PaymentState.AUTHORIZED})
"""Payments that may still bring in money."""


class Question(models.TextChoices):
    """The open question to the gateway about a payment."""

    NOTHING = "", "Nothing"
    START = "start"
    CAPTURE = "capture"
    CANCEL = "cancel"


class RefundState(models.TextChoices):
    """The states of a refund."""

    RESERVED = "reserved"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


class RefundOrigin(models.TextChoices):
    """Who asked for a refund."""

    COMMAND = "command", "Asked for here"
    EXCESS = "excess", "Money that was not owed"
    DASHBOARD = "dashboard", "Made at the gateway"
    DISPUTE = "dispute", "Disputed by the customer's bank"


class Attention(models.TextChoices):
    """Why a person has to look at a payment or refund."""

    NOTHING = "", "Nothing"
    NO_ANSWER = "no_answer", "The gateway does not answer"
    OVERPAID = "overpaid", "More was paid than was owed"
    KEPT_AFTER_CANCELLATION = "kept_after_cancellation", "Money for cancelled or returned goods was not refunded"
    CONTRADICTED = "contradicted", "The gateway contradicts itself"
    OTHER_AMOUNT = "other_amount", "The gateway names another amount"
    OTHER_CURRENCY = "other_currency", "The gateway names another currency"
    DISPUTED = "disputed", "A dispute is open"


NOT_OWED = frozenset({Attention.OVERPAID, Attention.KEPT_AFTER_CANCELLATION})
"""Money is kept without being owed."""

PENDING_REFUNDS = frozenset({RefundState.RESERVED, RefundState.SENT, RefundState.UNKNOWN})
"""Refunds whose money is reserved: it cannot be refunded a second time."""
