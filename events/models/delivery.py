"""Deliveries to webhook endpoints, sent and pending."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from common.fields import Identified
from events.models.endpoint import WebhookEndpoint
from events.models.event import Event, TypeField
from events.types import EventType

if TYPE_CHECKING:
    from access.callers import Caller

TEST = "webhook.test"
"""The type of a test message to an endpoint."""


class DeliveryState(models.TextChoices):
    """The states of a message to an endpoint."""

    WAITING = "waiting", "Queued"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


class DeliveryQuerySet(models.QuerySet):
    """Deliveries."""

    def visible_to(self, caller: Caller) -> Self:
        """Deliveries to endpoints in reach, of events in channels in reach: a client's channels may have changed
        since."""
        if caller.channels is None:
            return self
        in_channels = Q(event=None) | Q(event__channel__in=caller.channels)
        return self.filter(in_channels, endpoint__in=WebhookEndpoint.objects.visible_to(caller))

    def due(self, at: datetime) -> Self:
        """Deliveries that are due."""
        return self.filter(state=DeliveryState.WAITING, due_at__lte=at)

    def undelivered(self) -> Self:
        """Deliveries that need a person: given up, though their endpoint is enabled."""
        return self.filter(state=DeliveryState.FAILED, event__isnull=False, endpoint__enabled=True)


class Delivery(Identified):
    """A message to an endpoint: an event, or a test. Its id is the message's, the same in every attempt."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deliveries", db_index=False)
    type = TypeField(max_length=40, choices=[*EventType.choices, (TEST, "Test")])
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    status_code = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=500, blank=True)
    delivered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_an_endpoint_and_event"),
            models.CheckConstraint(condition=Q(state__one_of=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DELIVERED) | Q(delivered_at__isnull=False),
                name="delivery_delivered_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "id"], name="delivery_waiting", condition=Q(state=DeliveryState.WAITING)),
            models.Index(fields=["endpoint", "created_at", "id"], name="delivery_endpoint_created"),
            models.Index(fields=["state", "created_at"], name="delivery_state_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.created_at:%Y-%m-%d %H:%M:%S}"
