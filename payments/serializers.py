"""The shape of payments and refunds, as they are read. Declarative: nothing is computed per row."""

from __future__ import annotations

from rest_framework import serializers

from common.api.fields import MoneyField
from payments.models import Payment, Refund


class RefundSerializer(serializers.ModelSerializer):
    """A refund, pending or settled."""

    payment = serializers.UUIDField(source="payment_id")
    amount = MoneyField(currency="payment.currency")
    status = serializers.CharField()

    class Meta:
        model = Refund
        fields = [
            "id", "payment", "amount", "status", "reason", "reason_code", "transaction_id", "failure_code",
            "failure_detail", "origin", "manual", "keep_shipping", "needs_human", "attention", "created_at",
            "settled_at",
        ]  # fmt: skip


class PaymentSerializer(serializers.ModelSerializer):
    """A payment with its refunds."""

    amount = MoneyField()
    refunded_amount = MoneyField()
    refund_reserved = MoneyField()
    refunded_beyond = MoneyField()
    retained_amount = MoneyField()
    status = serializers.CharField()
    refunds = RefundSerializer(many=True)

    class Meta:
        model = Payment
        fields = [
            "id", "method", "label", "currency", "amount", "status", "refunded_amount", "refund_reserved",
            "refunded_beyond", "retained_amount", "transaction_id", "url", "card_brand", "card_last4", "cheque_number",
            "cheque_date", "detail", "option_id", "failure_code", "failure_detail", "needs_human", "attention",
            "refunds", "created_at", "updated_at", "authorized_at", "completed_at",
        ]  # fmt: skip


class PaymentResourceSerializer(PaymentSerializer):
    """A payment with the order that it is for."""

    order = serializers.UUIDField(source="order_id")
    order_ref = serializers.CharField(source="order.ref")

    class Meta(PaymentSerializer.Meta):
        fields = ["id", "order", "order_ref", *PaymentSerializer.Meta.fields[1:]]


class RefundResourceSerializer(RefundSerializer):
    """A refund with the order, the method and the currency of its payment."""

    order = serializers.UUIDField(source="payment.order_id")
    order_ref = serializers.CharField(source="payment.order.ref")
    method = serializers.CharField(source="payment.method")
    currency = serializers.CharField(source="payment.currency")

    class Meta(RefundSerializer.Meta):
        fields = ["id", "order", "order_ref", "method", "currency", *RefundSerializer.Meta.fields[1:]]
