"""An order and its parts, as they are read. Declarative: columns, nested rows, formatted money and dates; nothing is
computed for a row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rest_framework import serializers

from addresses.serializers import AddressSerializer
from addresses.serializers.fields import ContactField
from common.api.fields import CodeField, StateField
from common.api.money_fields import MoneyField, RateField
from orders.models import Adjustment, CustomerHistoryEntry, Note, Order, OrderItem, Shipment, ShipmentLine, StatusChange
from orders.reading import ADDRESSES, FULL, PAYMENTS, Shape
from orders.serializers.fields import InternalTextField, OrderUrlField, TokenField
from orders.statuses import ItemStatus, OrderStatus
from payments.serializers import PaymentSerializer


class AdjustmentSerializer(serializers.ModelSerializer):
    """A line that explains the total of an order."""

    internal_info = InternalTextField()
    amount = MoneyField(currency="order.currency")

    class Meta:
        model = Adjustment
        fields = [
            "id", "type", "label", "code", "info", "origin", "reference", "internal_info", "extra", "amount",
            "included",
        ]  # fmt: skip


class ItemAdjustmentSerializer(AdjustmentSerializer):
    """A line that explains the total of an item."""

    amount = MoneyField(currency="item.order.currency")


class OrderItemSerializer(serializers.ModelSerializer):
    """A product as it was ordered, and the progress of its units."""

    status = StateField(choices=ItemStatus)
    status_code = serializers.IntegerField(source="status")
    status_display = serializers.CharField(source="get_status_display")
    unit_price = MoneyField(currency="order.currency")
    retail_price = MoneyField(currency="order.currency", allow_null=True)
    tax_rate = RateField(allow_null=True)
    discount_amount = MoneyField(currency="order.currency")
    adjustments_total = MoneyField(currency="order.currency")
    total = MoneyField(currency="order.currency")
    adjustments = ItemAdjustmentSerializer(many=True)

    class Meta:
        model = OrderItem
        fields = [
            "id", "sku", "product", "quantity", "unit_price", "retail_price", "tax_rate", "discount_amount",
            "adjustments_total", "total",
            "status", "status_code", "status_display", "cancel_status", "quantity_shipped", "quantity_delivered",
            "quantity_cancelled", "quantity_refunded_unsent", "quantity_returned", "estimated_delivery_date",
            "shipped_date", "delivered_date",
            "invoice_number", "invoice_date", "e_archive_url", "tracking_number", "shipping_company", "extra_field",
            "adjustments", "created_at", "updated_at",
        ]  # fmt: skip


class ItemResourceSerializer(OrderItemSerializer):
    """An item with the order it belongs to."""

    order = serializers.UUIDField(source="order_id")
    order_ref = serializers.CharField(source="order.ref")
    price_currency = serializers.CharField(source="order.currency")

    class Meta(OrderItemSerializer.Meta):
        fields = ["id", "order", "order_ref", "price_currency", *OrderItemSerializer.Meta.fields[1:]]


class ShipmentLineSerializer(serializers.ModelSerializer):
    """How many units of an item are in a shipment."""

    item = serializers.UUIDField(source="item_id")

    class Meta:
        model = ShipmentLine
        fields = ["item", "quantity"]


class ShipmentSerializer(serializers.ModelSerializer):
    """A shipment."""

    lines = ShipmentLineSerializer(many=True)

    class Meta:
        model = Shipment
        fields = [
            "id", "state", "carrier", "method", "tracking_number", "tracking_url", "lines", "shipped_at",
            "delivered_at", "lost_at", "lost_reason", "created_at", "updated_at",
        ]  # fmt: skip


class StatusChangeSerializer(serializers.ModelSerializer):
    """An entry of the status log."""

    from_status = StateField(choices=OrderStatus, allow_null=True)
    to_status = StateField(choices=OrderStatus)
    ip = InternalTextField()

    class Meta:
        model = StatusChange
        fields = [
            "id", "from_status", "to_status", "label", "note", "reason_code", "notify_customer", "actor_kind",
            "actor_name", "ip", "created_at",
        ]  # fmt: skip


class NoteSerializer(serializers.ModelSerializer):
    """A message about an order."""

    class Meta:
        model = Note
        fields = ["id", "message", "public", "actor_kind", "actor_name", "created_at"]


class HistoryEntrySerializer(serializers.ModelSerializer):
    """An earlier order of the customer elsewhere."""

    id = serializers.CharField(source="reference")
    amount = MoneyField()
    due = MoneyField(allow_null=True)

    class Meta:
        model = CustomerHistoryEntry
        fields = ["id", "amount", "due", "status", "type", "order_date", "currency", "billing", "shipping"]


class CustomerSerializer(serializers.ModelSerializer):
    """The customer, as of the placement of the order."""

    id = serializers.UUIDField(source="customer_id")
    email = ContactField(source="customer_email")
    external_id = serializers.CharField(source="customer_external_id")

    class Meta:
        model = Order
        fields = ["id", "email", "external_id", "first_name", "last_name", "phone", "language_code", "account_type"]


class OrderSerializer(serializers.ModelSerializer):
    """An order with everything that belongs to it."""

    url = OrderUrlField()
    token = TokenField(allow_null=True)
    channel = CodeField()
    status = StateField(choices=OrderStatus)
    status_code = serializers.IntegerField(source="status")
    status_display = serializers.CharField(source="get_status_display")
    customer = CustomerSerializer(source="*")
    email = ContactField()
    subtotal = MoneyField()
    discount_amount = MoneyField()
    shipping_amount = MoneyField()
    tax_amount = MoneyField()
    adjustments_total = MoneyField()
    total = MoneyField()
    amount_paid = MoneyField()
    amount_refunded = MoneyField()
    amount_waived = MoneyField()
    excess_refunded = MoneyField()
    amount_outstanding = MoneyField()
    refund_amount = MoneyField()
    shipping_refund_amount = MoneyField()
    discount_refund_amount = MoneyField()
    shipping_interest_amount = MoneyField()
    shipping_tax_rate = RateField(allow_null=True)
    created_by = InternalTextField()
    created_ip = InternalTextField()
    billing_address = AddressSerializer(allow_null=True)
    shipping_address = AddressSerializer(allow_null=True)
    items = OrderItemSerializer(many=True)
    adjustments = AdjustmentSerializer(many=True, source="own_adjustments")
    payments = PaymentSerializer(many=True, help_text="Left out for whoever lacks the scope `payments:read`.")
    shipments = ShipmentSerializer(many=True)
    statuses = StatusChangeSerializer(many=True)
    notes = NoteSerializer(many=True, source="visible_notes")

    class Meta:
        model = Order
        fields = [
            "id", "url", "ref", "number", "token", "channel", "status", "status_code", "status_display",
            "payment_status", "shipping_status", "cancel_status", "is_paid", "customer", "email", "currency",
            "language_code", "description", "subtotal", "discount_amount", "shipping_amount", "tax_amount",
            "adjustments_total", "total", "amount_paid",
            "amount_refunded", "amount_waived", "excess_refunded", "amount_outstanding", "refund_amount",
            "shipping_refund_amount", "discount_refund_amount", "billing_address", "shipping_address", "items",
            "adjustments", "payments",
            "shipments", "statuses", "notes", "invoice_number", "invoice_date", "e_archive_url", "tracking_number",
            "shipping_company", "cargo_company", "has_gift_box", "gift_box_note", "customer_note", "delivery_range",
            "shipping_option_slug", "shipping_tax_rate", "shipping_interest_amount", "extra_field", "web_order",
            "admin_created", "is_guest_checkout", "created_by", "created_ip", "marketing_source", "marketing_source_id",
            "marketing_source_other", "version", "date_placed", "verified_at", "approved_at", "paid_at",
            "cancelled_at", "held_at", "held_by", "hold_reason", "hold_until", "created_at", "updated_at",
        ]  # fmt: skip
        may_be_missing: Collection[str] = (PAYMENTS,)

    def __init__(self, *args: Any, shape: Shape = FULL, **options: Any) -> None:
        self.shape = shape
        super().__init__(*args, **options)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields of the answer's shape; an address that is not expanded is its id."""
        fields = {name: field for name, field in super().get_fields().items() if self.shape.has(name)}
        for role in ADDRESSES:
            if role in fields and not self.shape.in_full(role):
                fields[role] = serializers.UUIDField(source=f"{role}_id", allow_null=True)
        return fields
