"""Inputs and answers of amending."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.fields import BoundedText, QuantityField
from common.api.money_fields import AmountField, MoneyField
from common.api.serializers import StrictSerializer
from orders.serializers.actions import MOST_ITEMS, MOST_UNITS, AdjustmentInput, ItemInput
from orders.serializers.resources import OrderSerializer


class ChangedItemInput(StrictSerializer):
    """Changes of an item; what is left out stays."""

    item = serializers.UUIDField()
    quantity = QuantityField(max_value=MOST_UNITS, required=False)
    unit_price = AmountField(min_value=0, required=False)
    discount_amount = AmountField(min_value=0, required=False)
    adjustments = AdjustmentInput(many=True, required=False, max_length=50, help_text="Replace the item's own.")


class AmendInput(StrictSerializer):
    """Changes of an order's items. Items that are not named stay."""

    change = ChangedItemInput(many=True, required=False, max_length=MOST_ITEMS)
    add = ItemInput(many=True, required=False, max_length=MOST_ITEMS)
    remove = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_ITEMS)
    adjustments = AdjustmentInput(many=True, required=False, max_length=100, help_text="Replace the order's own.")
    total = AmountField(min_value=0, required=False, help_text="Checked against what the order adds up to.")
    reason = BoundedText(max_length=500, required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not (data.get("change") or data.get("add") or data.get("remove") or "adjustments" in data):
            raise serializers.ValidationError({"change": "Say what is to be different."}, code="required")
        return data


class AmendedOrderSerializer(serializers.Serializer):
    """The order afterwards, what it cost before, and what is now paid beyond what is due."""

    order = OrderSerializer(read_only=True)
    total_before = MoneyField(currency="order.currency")
    difference = MoneyField(currency="order.currency")
    overpaid = MoneyField(currency="order.currency", help_text="Not refunded yet.")
