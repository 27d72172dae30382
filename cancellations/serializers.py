"""The shape of cancellation plans, as they are read. Declarative: nothing is computed per row."""

from __future__ import annotations

from rest_framework import serializers

from access.callers import Rights
from cancellations.models import CancellationPlan, PlanLine
from common.api.fields import MoneyField


class PlanLineSerializer(serializers.ModelSerializer):
    """Units of an item, and their value."""

    item = serializers.UUIDField(source="item_id")
    refund_amount = MoneyField(currency="plan.order.currency")
    discount_refund_amount = MoneyField(currency="plan.order.currency")

    class Meta:
        model = PlanLine
        fields = ["item", "quantity", "restock", "already_refunded", "refund_amount", "discount_refund_amount"]


class PlanPartSerializer(serializers.Serializer):
    """How much is refunded to which payment; `refund` once it is reserved."""

    payment = serializers.UUIDField(read_only=True)
    refund = serializers.UUIDField(read_only=True, required=False)
    method = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    card_brand = serializers.CharField(read_only=True)
    card_last4 = serializers.CharField(read_only=True)
    amount = serializers.CharField(read_only=True)
    currency = serializers.CharField(read_only=True)


class PlanSerializer(serializers.ModelSerializer):
    """A cancellation of goods not yet sent, or a return of goods that were."""

    order = serializers.UUIDField(source="order_id")
    order_ref = serializers.CharField(source="order.ref")
    currency = serializers.CharField(source="order.currency")
    status = serializers.CharField()
    refund_amount = MoneyField(currency="order.currency")
    shipping_refund_amount = MoneyField(currency="order.currency")
    discount_refund_amount = MoneyField(currency="order.currency")
    waived_amount = MoneyField(currency="order.currency")
    payment_plan = PlanPartSerializer(many=True, help_text="Left out for whoever lacks the scope `payments:read`.")
    lines = PlanLineSerializer(many=True)

    class Meta:
        model = CancellationPlan
        fields = [
            "id", "order", "order_ref", "currency", "plan_type", "status", "whole_order", "rejects_items", "lines",
            "refund_amount", "shipping_refund_amount", "discount_refund_amount", "waived_amount", "shipping_rule",
            "payment_plan", "invoice_number", "reason", "reason_code", "notify_customer", "actor_kind", "actor_name",
            "created_at", "updated_at", "completed_at",
        ]  # fmt: skip
        may_be_missing = ("payment_plan",)


class PlanWithoutPaymentsSerializer(PlanSerializer):
    """The same for callers who may not see payments."""

    payment_plan = None

    class Meta(PlanSerializer.Meta):
        fields = [name for name in PlanSerializer.Meta.fields if name != "payment_plan"]


def plan_serializer_for(rights: Rights) -> type[PlanSerializer]:
    """The serializer of plans for a caller with these rights."""
    return PlanSerializer if rights.payments else PlanWithoutPaymentsSerializer
