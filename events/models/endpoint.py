"""Webhook endpoints: URLs that events are sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from access.channels import clients_within
from access.models import ApiClient
from common.fields import Identified

if TYPE_CHECKING:
    from access.callers import Caller


class WebhookEndpointQuerySet(models.QuerySet):
    """Webhook endpoints."""

    def visible_to(self, caller: Caller) -> Self:
        """Staff: all, or those that hear of their channels alone; a client: its own."""
        if caller.is_client:
            return self.filter(client__client_id=caller.id)
        if not caller.is_staff:
            return self.none()
        return self if caller.channels is None else self.filter(client__in=clients_within(caller.channels))

    def listening(self) -> Self:
        """Those that receive events: enabled, and of a client that may still read the feed."""
        reading = Q(client__enabled=True, client_scopes__contains='"events:read"')
        scopes = Cast("client__allowed_scopes", models.TextField())
        return self.alias(client_scopes=scopes).filter(Q(client=None) | reading, enabled=True)


class WebhookEndpoint(Identified):
    """A URL that receives the events of its client's channels; registered by staff, of all channels.

    The feed up to `after_transaction` and `after_position` has been made into deliveries. A worker that serves the
    endpoint holds it until `leased_until`. One that fails is left alone until `resting_until`, the longer the more
    often it failed in a row. Until `previous_secret_until`, messages are signed with both secrets.
    """

    client = models.ForeignKey(
        ApiClient, models.CASCADE, null=True, blank=True, editable=False, related_name="webhook_endpoints"
    )
    url = models.CharField("URL", max_length=500)
    description = models.CharField(max_length=200, blank=True)
    event_types = models.JSONField(default=list, blank=True, help_text="Empty: all.")
    enabled = models.BooleanField(default=True, help_text="When enabled again, it resumes where it stopped.")
    secret = models.CharField(max_length=100, editable=False)
    previous_secret = models.CharField(max_length=100, blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, editable=False)
    after_transaction = models.BigIntegerField(editable=False)
    after_position = models.BigIntegerField(editable=False)
    failures = models.PositiveIntegerField("failures in a row", default=0, editable=False)
    resting_until = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook endpoint"
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_secret_until=None)
                | (~Q(previous_secret="") & Q(previous_secret_until__isnull=False)),
                name="webhook_endpoint_previous_secret_ends",
            )
        ]

    def __str__(self) -> str:
        return self.description or self.url
