"""What an order looks like to Aplazame's clients: a description, from which PostgreSQL's statement is compiled too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch
from rest_framework import serializers

from addresses.models import AccountType, Customer, CustomerAddress, Gender
from cancellations.models import CancellationPlan
from common.api.json_sql import Rows, Scope, row_of, value_of
from dialects.aplazame.fields import (
    AdjustedField,
    CancelledField,
    HundredthsField,
    LetterField,
    OptionalText,
    PrintedMoment,
    ProductField,
    ShippingNameField,
)
from dialects.common.aliases import Aliases
from orders.models import Adjustment, AdjustmentType, ExternalId, ExternalKind, Order, OrderItem
from orders.querysets import OrderQuerySet

DIALECT = "aplazame"
ACCOUNT_TYPES = {AccountType.GUEST: "g", AccountType.NEW: "n", AccountType.EXISTING: "e"}
GENDERS = {Gender.NOT_KNOWN: 0, Gender.MALE: 1, Gender.FEMALE: 2, Gender.NOT_APPLICABLE: 3}
RELATIONS = {"order.items": Rows(OrderItem, "order", "position")}


class IdField(serializers.Field):
    """An id: the one that came with an import, or else the row's in 32 hexadecimal digits."""

    def __init__(self, kind: ExternalKind) -> None:
        self.kind = kind
        super().__init__(source="pk", read_only=True)

    def to_representation(self, key: UUID) -> str:
        aliases: Aliases = self.context["aliases"]
        return aliases.text(self.kind, key, key.hex)


@value_of.register
def _(part: IdField, scope: Scope) -> str:
    table, key = ExternalId._meta.db_table, f'{scope.alias}."id"'
    known = f"dialect = '{DIALECT}' AND kind = '{part.kind.value}' AND object_id = {key}"
    return f"COALESCE((SELECT value FROM \"{table}\" WHERE {known}), replace({key}::text, '-', ''))"


class ArticleSerializer(serializers.ModelSerializer):
    """A line of an order."""

    id = serializers.CharField(source="sku")
    name = ProductField("name", without="")
    description = ProductField("description")
    url = ProductField("url", without="")
    image_url = ProductField("image_url", "image", without="")
    price = HundredthsField(source="unit_price", read_only=True)
    tax_rate = HundredthsField(read_only=True)
    discount = HundredthsField(source="discount_amount", read_only=True)

    class Meta:
        model = OrderItem
        fields = ["id", "name", "description", "url", "image_url", "quantity", "price", "tax_rate", "discount"]


class AddressSerializer(serializers.ModelSerializer):
    """Where an order is billed, or sent."""

    phone = OptionalText(source="phone_number")
    alt_phone = OptionalText()
    street = serializers.CharField(source="line")
    address_addition = OptionalText(source="line2")
    city = serializers.CharField(source="city_name")
    country = serializers.CharField(source="country_code")
    zip = serializers.CharField(source="postcode")

    class Meta:
        model = CustomerAddress
        fields = [
            "first_name", "last_name", "phone", "alt_phone", "street", "address_addition", "city", "state", "country",
            "zip",
        ]  # fmt: skip


class DeliverySerializer(serializers.ModelSerializer):
    """What sending an order costs."""

    price = HundredthsField(source="shipping_amount", read_only=True)
    tax_rate = HundredthsField(source="shipping_tax_rate", read_only=True)
    name = ShippingNameField()
    discount = AdjustedField(AdjustmentType.SHIPPING_DISCOUNT)

    class Meta:
        model = Order
        fields = ["price", "tax_rate", "name", "discount"]


class ShippingField(serializers.Field):
    """Where an order is sent, and what that costs; null without an address."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, order: Order) -> dict[str, Any] | None:
        if order.shipping_address is None:
            return None
        return {**AddressSerializer(order.shipping_address).data, **DeliverySerializer(order).data}


@value_of.register
def _(part: ShippingField, scope: Scope) -> str:
    address = Scope(CustomerAddress, f"{scope.alias}_shipping", {})
    columns = f"{row_of(AddressSerializer(), address)}, {row_of(DeliverySerializer(), scope)}"
    table, key = CustomerAddress._meta.db_table, scope.column("shipping_address_id")
    found = f'SELECT {columns} FROM "{table}" {address.alias} WHERE {address.alias}."id" = {key}'
    return f"(SELECT row_to_json(x) FROM ({found}) x)"


class AccountSerializer(serializers.ModelSerializer):
    """The buyer's account in the shop."""

    id = IdField(ExternalKind.CUSTOMER)
    gender = LetterField(GENDERS)
    birthday = serializers.DateField()
    date_joined = PrintedMoment()
    last_login = PrintedMoment()

    class Meta:
        model = Customer
        fields = ["id", "gender", "birthday", "date_joined", "last_login"]


class BuyerSerializer(serializers.ModelSerializer):
    """The order's data of its buyer."""

    email = serializers.CharField(source="customer_email")
    type = LetterField(ACCOUNT_TYPES, source="account_type")
    language = OptionalText(source="language_code")
    phone = OptionalText()

    class Meta:
        model = Order
        fields = ["email", "type", "first_name", "last_name", "language", "phone"]


class CustomerField(serializers.Field):
    """Who buys, in the order of the document."""

    printed = (
        "id", "email", "type", "gender", "first_name", "last_name", "birthday", "language", "date_joined",
        "last_login", "phone",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, order: Order) -> dict[str, Any]:
        account = AccountSerializer(order.customer, context=self.context).data
        facts = {**account, **BuyerSerializer(order).data}
        return {name: facts[name] for name in self.printed}


@value_of.register
def _(part: CustomerField, scope: Scope) -> str:
    account = Scope(Customer, f"{scope.alias}_customer", {})
    facts = {name: value_of(field, account) for name, field in AccountSerializer().fields.items()}
    facts |= {name: value_of(field, scope) for name, field in BuyerSerializer().fields.items()}
    columns = ", ".join(f'{facts[name]} AS "{name}"' for name in part.printed)
    table, key = Customer._meta.db_table, scope.column("customer_id")
    found = f'SELECT {columns} FROM "{table}" {account.alias} WHERE {account.alias}."id" = {key}'
    return f"(SELECT row_to_json(x) FROM ({found}) x)"


class OrderSerializer(serializers.ModelSerializer):
    """An order."""

    id = IdField(ExternalKind.ORDER)
    mid = serializers.CharField(source="number")
    shipping = ShippingField()
    articles = ArticleSerializer(many=True, source="items")
    discount = AdjustedField(AdjustmentType.DISCOUNT)
    total_amount = HundredthsField(source="total", read_only=True)
    billing = AddressSerializer(source="billing_address")
    customer = CustomerField()
    created = serializers.DateTimeField(source="created_at")
    verified = serializers.DateTimeField(source="verified_at")
    confirmed = serializers.DateTimeField(source="approved_at")
    cancelled = CancelledField()

    class Meta:
        model = Order
        fields = [
            "id", "mid", "shipping", "articles", "discount", "currency", "total_amount", "billing", "customer",
            "created", "verified", "confirmed", "cancelled",
        ]  # fmt: skip


def described(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The orders with these keys, in this order, as plain data."""
    by_id = {order.pk: order for order in _with_parts(Order.objects.filter(pk__in=ids))}
    orders = [by_id[key] for key in ids if key in by_id]
    aliases = Aliases(DIALECT, rows=[key for order in orders for key in (order.pk, order.customer_id)])
    return list(OrderSerializer(orders, many=True, context={"aliases": aliases}).data)


def _with_parts(orders: OrderQuerySet) -> OrderQuerySet:
    own = Adjustment.objects.filter(item=None).order_by("position")
    plans = CancellationPlan.objects.filter(order=OuterRef("pk")).order_by("-id")
    orders = orders.annotate(plan_began_at=plans.values("created_at")[:1])
    return orders.select_related("customer", "billing_address", "shipping_address").prefetch_related(
        Prefetch("items", OrderItem.objects.order_by("position")),
        Prefetch("adjustments", own, to_attr="own_adjustments"),
    )
