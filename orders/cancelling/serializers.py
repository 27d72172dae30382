"""Inputs and answers of the commands on cancellations."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cancellations.serializers import PlanSerializer
from cancellations.statuses import PlanType
from common.api.fields import AmountField, BoundedText, EmailField, QuantityField, WordField, YesNoField
from common.api.serializers import StrictSerializer
from orders.cancelling.lose import Instead
from orders.cancelling.withdrawal_grounds import WithdrawalGround
from orders.models import Withdrawal
from orders.serializers.actions import MOST_ITEMS, MOST_UNITS
from orders.serializers.resources import OrderSerializer, ShipmentSerializer


class CancelledUnitsInput(StrictSerializer):
    """Units of an item, and whether they go back on the shelf."""

    item = serializers.UUIDField()
    quantity = QuantityField(max_value=MOST_UNITS, required=False, help_text="All that there are, if left out.")
    restock = YesNoField(required=False, help_text="As for the whole, if left out.")


class CancelInput(StrictSerializer):
    """What is cancelled: some units, or everything that was not sent."""

    reason = BoundedText(max_length=500, required=False)
    items = CancelledUnitsInput(many=True, min_length=1, max_length=MOST_ITEMS, required=False)
    restock = YesNoField(default=True, help_text="The units go back on the shelf.")
    notify_customer = YesNoField(default=False, help_text="Notify the customer when it is done.")


class PlanInput(CancelInput):
    """A cancellation, or a return: some units, or all that can be."""

    order = BoundedText(max_length=40, allow_blank=False, help_text="By ref or id.")
    plan_type = WordField(choices=PlanType.choices)
    shipping = YesNoField(
        required=False,
        allow_null=True,
        help_text="Whether shipping goes back; if left out, it does when nothing of the order remains.",
    )
    refund_amount = AmountField(min_value=0, required=False, help_text="At most what the units are worth.")
    shipping_refund_amount = AmountField(min_value=0, required=False, help_text="At most what is left of shipping.")
    invoice_number = BoundedText(max_length=100, required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("shipping") is False and data.get("shipping_refund_amount"):
            sentence = "Shipping cannot both stay and go back."
            raise serializers.ValidationError({"shipping_refund_amount": sentence}, code="contradiction")
        return data


class ReturnInput(StrictSerializer):
    """What is to be returned: some units, or everything that was sent."""

    reason = BoundedText(max_length=500, required=False)
    items = CancelledUnitsInput(many=True, min_length=1, max_length=MOST_ITEMS, required=False)


class WithdrawnUnitsInput(StrictSerializer):
    """Units of an item."""

    item = serializers.UUIDField()
    quantity = QuantityField(max_value=MOST_UNITS, required=False, help_text="All that are left, if left out.")


class WithdrawInput(StrictSerializer):
    """Who withdraws from the contract, and from which units: some, or all that are left."""

    name = BoundedText(max_length=200, allow_blank=False, required=False, help_text="The order's, if left out.")
    email = EmailField(required=False, help_text="For the receipt; the order's, if left out.")
    items = WithdrawnUnitsInput(many=True, min_length=1, max_length=MOST_ITEMS, required=False)


class WithdrawnLineSerializer(serializers.Serializer):
    """Units of an item, as it was called then."""

    item = serializers.UUIDField(read_only=True)
    sku = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    quantity = serializers.IntegerField(read_only=True)


class WithdrawalSerializer(serializers.ModelSerializer):
    """A withdrawal as it was declared."""

    lines = WithdrawnLineSerializer(many=True, read_only=True)

    class Meta:
        model = Withdrawal
        fields = ["id", "name", "lines", "created_at"]


class WithdrawnSerializer(serializers.Serializer):
    """The withdrawal, and the plans that it opened."""

    withdrawal = WithdrawalSerializer(read_only=True)
    plans = PlanSerializer(many=True, read_only=True)


class FailInput(StrictSerializer):
    """Why the refund failed."""

    reason = BoundedText(max_length=400, required=False)


class ClosingInput(StrictSerializer):
    """Why a withdrawal from the contract is not carried out."""

    ground = WordField(
        choices=WithdrawalGround.choices,
        required=False,
        help_text="For a plan of a withdrawal: the ground on which it does not apply.",
    )


class CancellationSerializer(serializers.Serializer):
    """The order afterwards, and the plan by which it was cancelled; a draft needs none."""

    order = OrderSerializer(read_only=True)
    plan = PlanSerializer(read_only=True, allow_null=True)


class LoseInput(StrictSerializer):
    """What the customer gets instead of what was lost."""

    instead = WordField(choices=Instead.choices, help_text="Its units are sent again, or cancelled and refunded.")
    reason = BoundedText(max_length=500, required=False)
    notify_customer = YesNoField(default=False)


class LossSerializer(serializers.Serializer):
    """The shipment afterwards, and the plan by which its money goes back; a replacement needs none."""

    shipment = ShipmentSerializer(read_only=True)
    plan = PlanSerializer(read_only=True, allow_null=True)


class RejectItemInput(StrictSerializer):
    """Why the seller cannot fulfil an item, or how many units of it."""

    reason = BoundedText(max_length=500, required=False)
    quantity = QuantityField(max_value=MOST_UNITS, required=False, help_text="All that are left, if left out.")
