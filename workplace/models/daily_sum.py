"""Sales by day, computed by the worker, so that no page waits for sums over many orders."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from common.fields import ExactDecimalField
from orders.models.channel import Channel

SHIPPED_WITHIN = (1, 2, 3, 5, 7, 14)
"""Days from placed to shipped, as steps of a histogram."""
BEYOND = ""
"""The label of orders that took longer."""


class SumKind(models.TextChoices):
    """What is summed up, by which day, and what `label` says of it.

    Orders by the day they were placed, and their status; completed payments by the day they were begun, and their
    method; refunds that succeeded by the day they were asked for; orders with a shipment that has left, by the day they
    were placed, and the step of `SHIPPED_WITHIN`.
    """

    PLACED = "placed", "Placed"
    PAID = "paid", "Paid"
    REFUNDED = "refunded", "Refunded"
    SHIPPED = "shipped", "Shipped"


class DailySum(models.Model):
    """How many there were of a kind on a day of the staff's time zone, and what they were worth in a currency."""

    kind = models.CharField(max_length=10, choices=SumKind.choices)
    day = models.DateField()
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", db_index=False)
    currency = models.CharField(max_length=3, blank=True)
    label = models.CharField(max_length=50, blank=True)
    count = models.PositiveIntegerField()
    amount = ExactDecimalField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "channel", "currency", "label"], name="daily_sum_once"),
            models.CheckConstraint(condition=Q(kind__one_of=SumKind.values), name="daily_sum_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.label}: {self.count}"


class SumsTaken(models.Model):
    """One row: when somebody last began to take the sums; when they were last right, of which days, and up to which
    place of the feed of events."""

    begun_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    first_day = models.DateField(null=True)
    time_zone = models.CharField(max_length=64, blank=True)
    transaction = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "sums taken"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sums_taken_one_row")]

    def __str__(self) -> str:
        return f"{self.at}"
