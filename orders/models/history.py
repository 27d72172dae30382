"""The records of an order: its status log, notes, and the customer's earlier orders elsewhere."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from addresses.models import Customer
from common.actors import ActorKind
from common.fields import Identified, MoneyField
from orders.models.order import Order
from orders.statuses import OrderStatus


class Written(Identified):
    """A text and its author."""

    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=150)
    actor_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class StatusChange(Written):
    """One entry of the status log. It is never changed."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="statuses", db_index=False)
    from_status = models.SmallIntegerField(choices=OrderStatus.choices, null=True)
    to_status = models.SmallIntegerField(choices=OrderStatus.choices)
    label = models.CharField(max_length=100, blank=True, help_text="The name that it was posted under.")
    note = models.TextField(max_length=2000, blank=True)
    reason_code = models.CharField(max_length=50, blank=True, help_text="Of the offered reason that the note is.")
    notify_customer = models.BooleanField(default=False)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["order", "id"], name="status_change_order"),
            models.Index(
                fields=["created_at"], name="status_change_held", condition=Q(to_status=OrderStatus.HOLD.value)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(to_status__one_of=OrderStatus.values), name="status_change_to_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} by {self.actor_name}"


class Note(Written):
    """A message about an order; a public one is shown to the customer."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="notes", db_index=False)
    message = models.TextField(max_length=5000)
    public = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="note_order")]

    def __str__(self) -> str:
        return self.message[:80]


class HistoryStatus(models.TextChoices):
    """Aplazame's statuses of a customer's earlier orders."""

    PENDING = "pending"
    CANCELLED = "cancelled"
    PROCESSING = "processing"
    COMPLETE = "complete"


class CustomerHistoryEntry(Identified):
    """One earlier order of a customer elsewhere, as a storefront reports it (Aplazame's history). A later report with
    its `reference` replaces it. Amounts are in its own `currency`."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="history", db_index=False)
    reference = models.CharField(max_length=100)
    amount = MoneyField()
    due = MoneyField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=HistoryStatus.choices)
    type = models.CharField(max_length=50)
    order_date = models.DateTimeField()
    currency = models.CharField(max_length=3)
    billing = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    shipping = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "customer history entries"
        constraints = [
            models.UniqueConstraint(fields=["customer", "reference"], name="history_reference_once_a_customer"),
            models.CheckConstraint(condition=Q(status__one_of=HistoryStatus.values), name="history_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.status}"
