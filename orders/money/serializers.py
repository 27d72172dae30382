"""Inputs and answers of the commands on money."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.api.fields import AmountField, BoundedText, MoneyField, QuantityField, WordField, YesNoField
from common.api.serializers import StrictSerializer
from orders.models import OrderItem
from orders.money.refund import MANUAL
from orders.serializers.actions import MOST_ITEMS
from payments.serializers import PaymentSerializer, RefundSerializer

MOST_PARTS = 100


class PayInput(StrictSerializer):
    """How to pay, and how much."""

    payment_method = BoundedText(max_length=50, allow_blank=False, help_text="One of `GET /orders/{ref}/pay/`.")
    amount = AmountField(required=False, help_text="Everything that is neither paid nor authorized, if left out.")
    detail = BoundedText(max_length=500, required=False, help_text="What you say about the payment.")
    option_id = BoundedText(max_length=50, required=False, help_text="Your own id of the way to pay.")
    return_url = BoundedText(
        max_length=2000,
        required=False,
        help_text="Where the customer goes afterwards: at one of the channel's `return_hosts`, or `{page}` for the "
        "order's page. Where the channel says, if left out.",
    )


class PaymentMethodSerializer(serializers.Serializer):
    """A way to pay, and why it cannot be used now."""

    identifier = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    error = serializers.CharField(read_only=True, allow_null=True)
    code = serializers.CharField(read_only=True, allow_null=True)


@extend_schema_serializer(component_name="WaysToPay")
class PaymentMethodsSerializer(serializers.Serializer):
    """The ways to pay that the order's channel offers."""

    payment_methods = PaymentMethodSerializer(many=True, read_only=True)


class StartedPaymentSerializer(serializers.Serializer):
    """The payment, and the page at which the customer pays, if there is one."""

    url = serializers.CharField(read_only=True, allow_null=True)
    payment = PaymentSerializer(read_only=True)


class RefundPaymentInput(StrictSerializer):
    """How much of which payment."""

    payment = serializers.UUIDField()
    amount = AmountField(required=False, help_text="Everything that is left of it, if left out.")


class RefundItemInput(StrictSerializer):
    """Units of an item."""

    item = serializers.UUIDField()
    quantity = QuantityField(required=False, help_text="All that are left, if left out.")


class RefundInput(StrictSerializer):
    """What to refund, in at most one way: an amount, units of items, or amounts of payments. Nothing given means
    everything."""

    amount = AmountField(required=False)
    reason = BoundedText(max_length=500, required=False)
    method = WordField(
        choices=[MANUAL], required=False, help_text="`manual`: a person pays it out. Left out: the way the money came."
    )
    keep_shipping = YesNoField(
        default=False,
        help_text="Ship the goods all the same. Otherwise refunded units that were not sent are not shipped.",
    )
    payments = RefundPaymentInput(many=True, required=False, min_length=1, max_length=MOST_PARTS)
    items = RefundItemInput(many=True, required=False, min_length=1, max_length=MOST_ITEMS)


class RefundablePaymentSerializer(PaymentSerializer):
    """A payment that brought money, and what can still be refunded of it."""

    refundable_amount = MoneyField()

    class Meta(PaymentSerializer.Meta):
        fields = [*PaymentSerializer.Meta.fields, "refundable_amount"]


class RefundableSerializer(serializers.Serializer):
    """What can still be refunded."""

    remaining_amount = MoneyField(currency="order.currency")
    payments = RefundablePaymentSerializer(many=True, read_only=True)


class NotShippedSerializer(serializers.ModelSerializer):
    """An item, and how many units of it are not shipped, because they are, or are being, refunded."""

    item = serializers.UUIDField(source="id", read_only=True)
    name = serializers.CharField(read_only=True)
    quantity = serializers.IntegerField(source="quantity_refunded_unsent", read_only=True)

    class Meta:
        model = OrderItem
        fields = ["item", "sku", "name", "quantity"]
        read_only_fields = ["sku"]


class RefundOutcomeSerializer(serializers.Serializer):
    """The outcome of a refund. What is `unknown` is being checked; what is `manual` a person has to refund."""

    refunded = RefundSerializer(many=True, read_only=True)
    failed = RefundSerializer(many=True, read_only=True)
    unknown = RefundSerializer(many=True, read_only=True)
    manual = RefundSerializer(many=True, read_only=True)
    not_shipped = NotShippedSerializer(many=True, read_only=True)
    remaining_amount = MoneyField(currency="order.currency")


class CompleteInput(StrictSerializer):
    """How much has arrived, and what identifies it."""

    amount = AmountField(required=False, help_text="What really arrived; what was expected, if left out.")
    transaction_id = BoundedText(max_length=200, required=False)
    cheque_number = BoundedText(max_length=50, required=False)
    cheque_date = serializers.DateField(required=False, allow_null=True)
    detail = BoundedText(max_length=500, required=False, help_text="What you say about the payment.")
    option_id = BoundedText(max_length=50, required=False, help_text="Your own id of the way to pay.")


class DisputeInput(StrictSerializer):
    """A chargeback, as the bank reports it."""

    amount = AmountField(required=False, help_text="Everything that is left of the payment, if left out.")
    reason = BoundedText(max_length=400, allow_blank=False)


class ResolvePaymentInput(StrictSerializer):
    """What a person has found out and decided."""

    reason = BoundedText(max_length=400, allow_blank=False)


class ConfirmRefundInput(StrictSerializer):
    """What identifies the refund at the bank."""

    transaction_id = BoundedText(max_length=200, required=False)


class GiveUpRefundInput(StrictSerializer):
    """Why it is not refunded."""

    reason = BoundedText(max_length=400, allow_blank=False)


class MovementSerializer(serializers.Serializer):
    """Money that came, or went back with a minus. It `counts` once it has really moved."""

    kind = serializers.CharField(read_only=True)
    row = serializers.UUIDField(read_only=True)
    payment = serializers.UUIDField(read_only=True)
    method = serializers.CharField(read_only=True)
    status = serializers.CharField(read_only=True)
    amount = MoneyField()
    counts = serializers.BooleanField(read_only=True)
    transaction_id = serializers.CharField(read_only=True)
    needs_human = serializers.BooleanField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class CheckSerializer(serializers.Serializer):
    """A stored sum, and what the rows behind it add up to."""

    name = serializers.CharField(read_only=True)
    stated = MoneyField()
    computed = MoneyField()
    agrees = serializers.BooleanField(read_only=True)


class BalanceSerializer(serializers.Serializer):
    """Every movement of an order's money, and the sums that must agree."""

    currency = serializers.CharField(read_only=True)
    amount_due = MoneyField(currency="currency")
    amount_paid = MoneyField(currency="currency")
    amount_refunded = MoneyField(currency="currency")
    amount_outstanding = MoneyField(currency="currency")
    kept = MoneyField(currency="currency")
    expected = MoneyField(currency="currency")
    on_its_way_back = MoneyField(currency="currency")
    agrees = serializers.BooleanField(read_only=True)
    movements = MovementSerializer(many=True, read_only=True)
    checks = CheckSerializer(many=True, read_only=True)
