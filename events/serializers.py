"""Events, webhook endpoints and deliveries as they are read, and endpoints as they are sent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.fields import BoundedText, WholeNumberField, WordField, YesNoField
from common.api.serializers import StrictSerializer
from common.payment_facts import without_payment_facts
from events.models import Delivery, Event, WebhookEndpoint
from events.types import EventType


class EventSerializer(serializers.ModelSerializer):
    """An event of an order. `data` has what changed, and the order's version after it; amounts and methods of payments
    for whoever has `payments:read`."""

    order = serializers.UUIDField(source="order_id")
    ref = serializers.CharField(source="order.ref", help_text="The order's ref.")
    number = serializers.CharField(source="order.number", help_text="The channel's own number of the order.")
    channel = serializers.CharField(source="channel.code", help_text="The channel's code.")

    class Meta:
        model = Event
        fields = [
            "id",
            "order",
            "ref",
            "number",
            "channel",
            "sequence",
            "type",
            "actor_kind",
            "actor_name",
            "at",
            "data",
        ]

    def to_representation(self, event: Event) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(event)
        if not self.context["sees_payments"]:
            shown["data"] = without_payment_facts(event.type, shown["data"])
        return shown


class EventFeedSerializer(serializers.Serializer):
    """The next events. `last` is the id to ask for events after; null while there are none."""

    results = EventSerializer(many=True)
    last = serializers.UUIDField(allow_null=True)


class WebhookEndpointSerializer(serializers.ModelSerializer):
    """An address that events are sent to."""

    client = serializers.CharField(
        source="client.client_id", allow_null=True, default=None, help_text="Null if staff registered it."
    )
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.choices), help_text="Empty: all."
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id", "client", "url", "description", "event_types", "enabled", "failures", "resting_until",
            "previous_secret_until", "created_at", "updated_at",
        ]  # fmt: skip


class WebhookEndpointWithSecretSerializer(WebhookEndpointSerializer):
    """The same with its secret, which is shown only once."""

    class Meta(WebhookEndpointSerializer.Meta):
        fields = [*WebhookEndpointSerializer.Meta.fields, "secret"]


class DeliverySerializer(serializers.ModelSerializer):
    """A message to an endpoint. `id` is its `webhook-id`; `event` is null if it is a test."""

    event = serializers.UUIDField(source="event.id", allow_null=True, default=None)

    class Meta:
        model = Delivery
        fields = [
            "id", "event", "type", "state", "attempts", "due_at", "status_code", "failure", "delivered_at",
            "created_at",
        ]  # fmt: skip


class RedeliveriesSerializer(serializers.Serializer):
    """How many messages are sent again."""

    deliveries = serializers.IntegerField(min_value=0)


class WebhookEndpointInput(StrictSerializer):
    """The URL that events are sent to, and their types."""

    url = BoundedText(max_length=500, allow_blank=False)
    description = BoundedText(max_length=200, required=False)
    event_types = serializers.ListField(
        child=WordField(choices=EventType.choices),
        required=False,
        max_length=len(EventType),
        help_text="Types of events. All, if it is empty or left out.",
    )


class WebhookEndpointChanges(WebhookEndpointInput):
    """Changes of an endpoint."""

    enabled = YesNoField(required=False, help_text="Switched off, it is sent nothing; on again, what it has missed.")


class SecretRotationInput(StrictSerializer):
    """How long the old secret signs next to the new one."""

    seconds = WholeNumberField(min_value=0, max_value=7 * 86400, default=86400)
