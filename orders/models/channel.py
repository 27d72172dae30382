"""Places that sell."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from common.fields import Identified
from common.money import is_currency


def known_currency(code: str) -> None:
    """A validator: the code of an ISO 4217 currency."""
    if not is_currency(code):
        raise ValidationError("'%(code)s' is not an ISO 4217 currency.", code="unknown_currency", params={"code": code})


class CancellationPolicy(models.TextChoices):
    """What customers may do with their own orders while nothing is sent."""

    AT_ONCE = "at_once", "Cancel at once"
    ON_REQUEST = "on_request", "Ask for it; staff decide"
    NEVER = "never", "Not by themselves"


class Channel(Identified):
    """A storefront or marketplace. It owns its orders, customers and addresses."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    hostname = models.CharField(max_length=253, blank=True)
    default_currency = models.CharField(max_length=3, validators=[known_currency])
    enabled = models.BooleanField(default=True)
    payment_methods = models.JSONField(
        null=True, blank=True, help_text="Identifiers of the payment methods that are offered; null: all there are."
    )
    customer_cancellation = models.CharField(
        max_length=10, choices=CancellationPolicy.choices, default=CancellationPolicy.AT_ONCE
    )
    unpaid_reminder_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="After which customers are reminded to pay; empty: never."
    )
    unpaid_expiry_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="After which unpaid orders are cancelled; empty: never."
    )
    mail_from = models.CharField(
        max_length=254, blank=True, help_text="The sender of e-mails to customers; empty: the service's own."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer_cancellation__in=CancellationPolicy.values), name="channel_policy_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
