"""The privacy log: who read personal data, and who erased whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from addresses.models import Customer
from events.models.event import CurrentTransaction
from orders.models.history import Written
from orders.models.order import Order

if TYPE_CHECKING:
    from access.callers import Caller


class PrivacyKind(models.TextChoices):
    """What was done with personal data."""

    DATA_READ = "data_read", "Data of a customer read"
    ORDERS_EXPORTED = "orders_exported", "Orders exported"
    CUSTOMER_ERASED = "customer_erased", "Customer erased"
    ORDER_ERASED = "order_erased", "Order erased"


ERASURES = (PrivacyKind.CUSTOMER_ERASED, PrivacyKind.ORDER_ERASED)


class PrivacyEntryQuerySet(models.QuerySet):
    """Entries of the privacy log."""

    def visible_to(self, caller: Caller) -> Self:
        """Staff: all, or those about customers and orders of their channels, and their own exports."""
        if not caller.is_staff:
            return self.none()
        if caller.channels is None:
            return self
        own = Q(actor_kind=caller.kind, actor_id=caller.id, customer=None, order=None)
        return self.filter(own | Q(customer__channel__in=caller.channels) | Q(order__channel__in=caller.channels))


class PrivacyEntry(Written):
    """One entry of the privacy log. It names no person but its actor, and is never changed.

    While an erasure runs, its entry lets it through the guards of immutable rows, only in the transaction that wrote
    the entry (ADR 87).
    """

    kind = models.CharField(max_length=20, choices=PrivacyKind.choices)
    ip = models.GenericIPAddressField(null=True, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="privacy_entries")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="privacy_entries")
    about = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    is_running = models.BooleanField(default=False, editable=False)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    objects = PrivacyEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "privacy log entry"
        verbose_name_plural = "privacy log"
        constraints = [
            models.CheckConstraint(condition=Q(kind__one_of=PrivacyKind.values), name="privacy_entry_kind_known"),
            models.CheckConstraint(
                condition=Q(is_running=False) | Q(kind__one_of=ERASURES, customer__isnull=False),
                name="privacy_entry_running_is_an_erasure",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], name="privacy_entry_running", condition=Q(is_running=True)),
            models.Index(fields=["kind", "id"], name="privacy_entry_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.actor_name}"
