"""What Salesman writes differently from us: each field says it in Python, and in SQL for PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from addresses.models import CustomerAddress
from common.api.json_sql import Scope, literal, money_text, value_of
from common.money import format_amount
from dialects.common.finally_cancelled import finally_cancelled
from dialects.salesman.statuses import FOLDED, SalesmanStatus, folded
from orders.models import Order, OrderItem
from orders.statuses import OrderStatus

LABEL_COLUMNS = ("company_name", "line", "line2")
PRINTED_FIRST = ("name", "code")
BESIDE = ("type", "id")
"""Keys of a product's snapshot that are shown next to `product`, as `product_type` and `product_id`."""


class WholeRowField(serializers.Field):
    """A value that is made of several columns."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)


class StatusField(WholeRowField):
    """One of the nine statuses, by name."""

    def to_representation(self, order: Order) -> str:
        return folded(order).value

    def word(self, status: SalesmanStatus) -> str:
        """How it is written."""
        return status.value


class StatusLabelField(StatusField):
    """One of the nine statuses, as people call it."""

    def to_representation(self, order: Order) -> str:
        return str(folded(order).label)

    def word(self, status: SalesmanStatus) -> str:
        return str(status.label)


class AddressField(WholeRowField):
    """An address in one line; an empty text where there is none."""

    def __init__(self, *, role: str) -> None:
        super().__init__()
        self.role = role

    def to_representation(self, order: Order) -> str:
        address: CustomerAddress | None = getattr(order, self.role)
        return address.label if address else ""


class ProductTypeField(WholeRowField):
    """What kind of product it is, from the snapshot."""

    def to_representation(self, item: OrderItem) -> str:
        kind = item.product.get("type")
        return "" if kind is None else str(kind)


class ProductIdField(WholeRowField):
    """The shop's own id of the product, from the snapshot."""

    def to_representation(self, item: OrderItem) -> Any:
        return item.product.get("id")


class ProductField(WholeRowField):
    """The snapshot of a product: its name and code (else the item's SKU), then all other keys."""

    def to_representation(self, item: OrderItem) -> dict[str, Any]:
        known = {name: item.product.get(name, item.sku) for name in PRINTED_FIRST}
        rest = {name: value for name, value in sorted(item.product.items()) if name not in (*PRINTED_FIRST, *BESIDE)}
        return known | rest


class LineSubtotalField(WholeRowField):
    """The price of all units of an item."""

    def to_representation(self, item: OrderItem) -> str:
        return format_amount(item.unit_price * item.quantity, item.order.currency)


class ModifierField(WholeRowField):
    """The origin of an extra row: the code of a coupon or rule, or else the kind of row."""

    def to_representation(self, row: Any) -> str:
        return str(row.code or row.type)


def discount_row(amount: Decimal, currency: str) -> Mapping[str, Any]:
    """The extra row that says what an item costs less."""
    return {"label": "Discount", "amount": format_amount(-amount, currency), "extra": {}, "modifier": "discount"}


@value_of.register(StatusField)
def _(part: StatusField, scope: Scope) -> str:
    def cases(column: str, otherwise: str) -> str:
        words = " ".join(f"WHEN {status.value} THEN {literal(part.word(name))}" for status, name in FOLDED.items())
        return f"CASE {scope.column(column)} {words} ELSE {otherwise} END"

    before = cases("status_before_cancellation", literal(part.word(FOLDED[OrderStatus.PROCESSING])))
    cancelled = f"WHEN {finally_cancelled(scope.alias)} THEN {literal(part.word(SalesmanStatus.CANCELLED))}"
    return cases("status", f"CASE {cancelled} ELSE {before} END")


@value_of.register(AddressField)
def _(part: AddressField, scope: Scope) -> str:
    name, place = "a.first_name || ' ' || a.last_name", "a.postcode || ' ' || a.city_name"
    parts = [f"btrim({name})", *(f"a.{column}" for column in LABEL_COLUMNS), f"btrim({place})"]
    parts += ["a.state", "a.country_code"]
    label = "concat_ws(', ', " + ", ".join(f"NULLIF({text}, '')" for text in parts) + ")"
    table = CustomerAddress._meta.db_table
    return f"""COALESCE((SELECT {label} FROM "{table}" a WHERE a.id = {scope.column(f"{part.role}_id")}), '')"""


@value_of.register(ProductTypeField)
def _(part: ProductTypeField, scope: Scope) -> str:
    return f"COALESCE({scope.column('product')} ->> 'type', '')"


@value_of.register(ProductIdField)
def _(part: ProductIdField, scope: Scope) -> str:
    return f"{scope.column('product')} -> 'id'"


@value_of.register(ProductField)
def _(part: ProductField, scope: Scope) -> str:
    """`jsonb` keeps no order of keys: they are put in theirs."""
    product, sku = scope.column("product"), scope.column("sku")
    known = " UNION ALL ".join(
        f"SELECT {place} AS n, {literal(name)} AS k, COALESCE({product} -> {literal(name)}, to_jsonb({sku})) AS v"
        for place, name in enumerate(PRINTED_FIRST)
    )
    named = ", ".join(map(literal, (*PRINTED_FIRST, *BESIDE)))
    rest = f"SELECT {len(PRINTED_FIRST)}, key, value FROM jsonb_each({product} - ARRAY[{named}])"
    return f'(SELECT json_object_agg(k, v ORDER BY n, k COLLATE "C") FROM ({known} UNION ALL {rest}) p)'


@value_of.register(LineSubtotalField)
def _(part: LineSubtotalField, scope: Scope) -> str:
    return money_text(f"({scope.column('unit_price')} * {scope.column('quantity')})", "order.currency", scope)


@value_of.register(ModifierField)
def _(part: ModifierField, scope: Scope) -> str:
    return f"COALESCE(NULLIF({scope.column('code')}, ''), {scope.column('type')})"
