"""What an order looks like to Salesman's clients: keys in the order in which its document prints them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from rest_framework import serializers

from access.callers import Caller
from common.api.json_sql import Rows, Scope, money_text, rows_of, value_of
from common.api.money_fields import MoneyField
from dialects.salesman.fields import (
    AddressField,
    LineSubtotalField,
    ModifierField,
    ProductField,
    ProductIdField,
    ProductTypeField,
    StatusField,
    StatusLabelField,
    discount_row,
)
from dialects.salesman.identity import ItemIdField, OrderIdField, TokenField, UrlField, UserField
from dialects.salesman.methods import MethodField
from dialects.salesman.outstanding import IsPaidField, OutstandingField
from orders.models import Adjustment, Note, OrderItem
from orders.querysets import OrderQuerySet
from payments.models import Payment
from payments.statuses import PaymentState


class ExtraRowSerializer(serializers.Serializer):
    """Something that is added to an order, or taken off."""

    label = serializers.CharField()  # type: ignore[assignment]
    amount = MoneyField(currency="order.currency")
    extra = serializers.JSONField()
    modifier = ModifierField()


class ItemExtraRowSerializer(ExtraRowSerializer):
    """Something that is added to an item, or taken off."""

    amount = MoneyField(currency="item.order.currency")


class ItemRowsField(serializers.ListSerializer):
    """The extra rows of an item. What it costs less is one of them, so that they add up to its total."""

    def get_attribute(self, item: OrderItem) -> OrderItem:
        return item

    def to_representation(self, item: OrderItem) -> list[Any]:  # type: ignore[override]
        discounts = [discount_row(item.discount_amount, item.order.currency)] if item.discount_amount else []
        return [*discounts, *super().to_representation(item.extra_rows)]  # type: ignore[attr-defined]


class ItemSerializer(serializers.Serializer):
    """A product as it was when it was ordered."""

    id = ItemIdField()
    product_type = ProductTypeField()
    product_id = ProductIdField()
    product = ProductField()
    unit_price = MoneyField(currency="order.currency")
    quantity = serializers.IntegerField()
    subtotal = LineSubtotalField()
    extra_rows = ItemRowsField(child=ItemExtraRowSerializer())
    total = MoneyField(currency="order.currency")
    extra = serializers.JSONField(source="extra_field")


class PaymentSerializer(serializers.Serializer):
    """Money that came."""

    amount = MoneyField()
    transaction_id = serializers.CharField()
    payment_method = MethodField()
    date_created = serializers.DateTimeField(source="completed_at")


class NoteSerializer(serializers.Serializer):
    """A message that customers may read."""

    message = serializers.CharField()
    date_created = serializers.DateTimeField(source="created_at")


class OrderSerializer(serializers.Serializer):
    """An order."""

    id = OrderIdField()
    url = UrlField()
    ref = serializers.CharField()
    token = TokenField()
    status = StatusField()
    status_display = StatusLabelField()
    date_created = serializers.DateTimeField(source="created_at")
    date_updated = serializers.DateTimeField(source="updated_at")
    is_paid = IsPaidField()
    user = UserField()
    email = serializers.CharField()
    billing_address = AddressField(role="billing_address")
    shipping_address = AddressField(role="shipping_address")
    subtotal = MoneyField()
    extra_rows = ExtraRowSerializer(many=True)
    total = MoneyField()
    amount_paid = MoneyField()
    amount_outstanding = OutstandingField()
    extra = serializers.JSONField(source="extra_field")
    items = ItemSerializer(many=True)
    payments = PaymentSerializer(many=True, source="taken_payments")
    notes = NoteSerializer(many=True, source="public_notes")


RELATIONS = {
    "order.items": Rows(OrderItem, "order", "position"),
    "order.extra_rows": Rows(Adjustment, "order", "position", {"item": None, "included": False}),
    "orderitem.extra_rows": Rows(Adjustment, "item", "position", {"included": False}),
    "order.taken_payments": Rows(Payment, "order", "id", {"status": PaymentState.COMPLETED}),
    "order.public_notes": Rows(Note, "order", "id", {"public": True}),
}
"""The rows that are shown."""

WITHOUT_PAYMENTS = RELATIONS | {"order.taken_payments": Rows(Payment, "order", "id", {"status": None})}
"""The same for callers who may not see payments: none has an empty status."""


def relations_for(caller: Caller) -> Mapping[str, Rows]:
    """The rows that this caller gets."""
    return RELATIONS if caller.sees_payments else WITHOUT_PAYMENTS


def readable(orders: OrderQuerySet, caller: Caller) -> OrderQuerySet:
    """The orders with all rows that are shown, in a constant number of statements."""
    relations = relations_for(caller)

    def rows(name: str, *nested: Prefetch) -> QuerySet[Model]:
        of = relations[name]
        return of.model._default_manager.filter(**of.where).order_by(of.order).prefetch_related(*nested)

    item_rows = Prefetch("adjustments", rows("orderitem.extra_rows"), to_attr="extra_rows")
    return orders.select_related("customer__user", "billing_address", "shipping_address").prefetch_related(
        Prefetch("items", rows("order.items", item_rows)),
        Prefetch("adjustments", rows("order.extra_rows"), to_attr="extra_rows"),
        Prefetch("payments", rows("order.taken_payments"), to_attr="taken_payments"),
        Prefetch("notes", rows("order.public_notes"), to_attr="public_notes"),
    )


@value_of.register(ItemRowsField)
def _(part: ItemRowsField, scope: Scope) -> str:
    discount = scope.column("discount_amount")
    row = (
        f"SELECT 'Discount'::text AS label, {money_text(f'-{discount}', 'order.currency', scope)} AS amount, "
        f"'{{}}'::jsonb AS extra, 'discount'::text AS modifier WHERE {discount} <> 0"
    )
    return f"COALESCE((SELECT json_agg(x) FROM ({row} UNION ALL ({rows_of(part, scope)})) x), '[]'::json)"
