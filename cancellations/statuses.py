"""The vocabulary of cancellation plans (Akinon's, with its published spelling)."""

from __future__ import annotations

from django.db import models


class PlanType(models.TextChoices):
    """The types of a plan."""

    CANCEL = "cancel", "Cancellation of goods not yet sent"
    REFUND = "refund", "Return of goods that were sent"


class ShippingRule(models.TextChoices):
    """When shipping is refunded with a plan."""

    WITH_THE_LAST = "with_the_last", "When nothing of the order remains"
    ASKED = "asked", "It was asked for"
    WITHHELD = "withheld", "Not at all"


class PlanStatus(models.TextChoices):
    """The statuses of a plan."""

    WAITING = "waiting"
    WAITING_SUPPLIER = "waiting_supplier", "Waiting for the supplier"
    CONFIRMATION_WAITING = "confirmation_waiting", "Waiting for confirmation"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    WAITING_FOR_PAYMENT = "waiting_for_payment", "Refund pending"
    MANUEL_REFUND_NEED = "manuel_refund_need", "Manual refund needed"
    FAILED = "failed"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled", "Withdrawn"


CLOSED_PLANS = frozenset({PlanStatus.COMPLETED, PlanStatus.REJECTED, PlanStatus.CANCELLED})
"""Plans that are closed."""

UNDECIDED_PLANS = frozenset(
    {PlanStatus.WAITING, PlanStatus.WAITING_SUPPLIER, PlanStatus.CONFIRMATION_WAITING, PlanStatus.CONFIRMED}
)
"""Plans that may yet be rejected or withdrawn."""

EXECUTED_PLANS = frozenset(
    {PlanStatus.APPROVED, PlanStatus.WAITING_FOR_PAYMENT, PlanStatus.MANUEL_REFUND_NEED, PlanStatus.FAILED}
)
"""Plans that are decided, and whose refunds are under way: they end completed."""

AGREED_PLANS = EXECUTED_PLANS | {PlanStatus.COMPLETED}
"""Plans whose units are taken, or about to be."""
