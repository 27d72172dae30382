"""Outputs of the privacy commands."""

from __future__ import annotations

from rest_framework import serializers

from orders.models import PrivacyEntry


class PrivacyEntrySerializer(serializers.ModelSerializer):
    """One entry of the privacy log: who did what, and about whom. `about` has the facts: of an erasure the `pseudonym`,
    how many `orders`, and which other customers have the `same_email`; of an export its `format` and `filters`."""

    customer = serializers.UUIDField(source="customer_id", allow_null=True)
    order = serializers.UUIDField(source="order_id", allow_null=True)
    about = serializers.DictField()

    class Meta:
        model = PrivacyEntry
        fields = [
            "id",
            "kind",
            "customer",
            "order",
            "about",
            "actor_kind",
            "actor_name",
            "actor_id",
            "ip",
            "created_at",
        ]


class PersonalDataSerializer(serializers.Serializer):
    """Everything that is kept about a customer, row by row as it is kept, and who else has asked for it or erased it.
    `last` is the order to ask on from (`after`); null where this is all."""

    customer = serializers.DictField()
    account = serializers.DictField(allow_null=True, help_text="To sign in with.")
    guest_retention_months = serializers.IntegerField(
        allow_null=True, help_text="After their last order, until the guest is erased."
    )
    addresses = serializers.ListField(child=serializers.DictField(), help_text="Those that are on no order.")
    history = serializers.ListField(child=serializers.DictField())
    external_ids = serializers.ListField(child=serializers.DictField())
    tokens = serializers.ListField(child=serializers.DictField())
    privacy_log = serializers.ListField(child=serializers.DictField())
    orders = serializers.ListField(child=serializers.DictField(), help_text="With everything that belongs to each.")
    last = serializers.UUIDField(allow_null=True)
