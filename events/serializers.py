"""Events as they are read."""

from __future__ import annotations

from rest_framework import serializers

from events.models import Event


class EventSerializer(serializers.ModelSerializer):
    """One thing that happened to an order. `data` tells what changed, and the version of the order that came of it."""

    order = serializers.UUIDField(source="order_id")

    class Meta:
        model = Event
        fields = ["id", "order", "sequence", "type", "actor_kind", "actor_name", "at", "data"]


class EventFeedSerializer(serializers.Serializer):
    """What happened next. `last` is what to ask for events after; null while there are none."""

    results = EventSerializer(many=True)
    last = serializers.UUIDField(allow_null=True)
