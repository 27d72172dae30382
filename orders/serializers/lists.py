"""The shape of the lists that staff keep: carriers and reasons."""

from __future__ import annotations

from rest_framework import serializers

from common.api.fields import CodeField
from orders.models import Carrier, Reason


class CarrierSerializer(serializers.ModelSerializer):
    """A carrier that is offered, and the address at which it tracks shipments."""

    class Meta:
        model = Carrier
        fields = ["id", "code", "name", "tracking_url"]


class ReasonSerializer(serializers.ModelSerializer):
    """A reason that is offered, with its label in other languages; `channel` is null where all channels offer it."""

    channel = CodeField(allow_null=True)
    labels = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Reason
        fields = ["id", "verb", "code", "label", "labels", "channel", "for_customers"]
