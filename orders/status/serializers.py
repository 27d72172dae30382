"""An order's status and possible transitions."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.api.fields import BoundedText, LabelField, StateField, TimeField, WordField, YesNoField
from common.api.serializers import StrictSerializer
from orders.statuses import OrderStatus


class HandMoveSerializer(serializers.Serializer):
    """A status, and why the order cannot be moved there; `error` is null where it can."""

    value = serializers.CharField(source="status.name")
    status_code = serializers.IntegerField(source="status.value")
    label = serializers.CharField(source="status.label")
    error = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True)


@extend_schema_serializer(component_name="OrderStatus")
class StatusSerializer(serializers.Serializer):
    """The status of an order."""

    status = StateField(choices=OrderStatus)
    status_code = serializers.IntegerField(source="status")
    status_display = LabelField(source="status", choices=OrderStatus)
    version = serializers.IntegerField()


@extend_schema_serializer(component_name="StatusAndTransitions")
class StatusReportSerializer(serializers.Serializer):
    """The status of an order and all transitions."""

    status = StateField(source="order.status", choices=OrderStatus)
    status_code = serializers.IntegerField(source="order.status")
    status_display = LabelField(source="order.status", choices=OrderStatus)
    version = serializers.IntegerField(source="order.version")
    status_transitions = HandMoveSerializer(many=True, source="transitions")


class StatusInput(StrictSerializer):
    """The status to move the order to."""

    status = WordField(choices=OrderStatus.names)
    label = BoundedText(max_length=100, required=False, help_text="What you call the status; the log keeps it.")
    notes = BoundedText(max_length=2000, required=False)
    notify_customer = YesNoField(default=False)
    hold_until = TimeField(required=False, help_text="When a hold ends by itself.")


class StatusEntryInput(StrictSerializer):
    """An entry of the status log that moves nothing."""

    label = BoundedText(max_length=100, allow_blank=False, help_text="What the status is called.")
    notes = BoundedText(max_length=2000, required=False)
    notify_customer = YesNoField(default=False)
