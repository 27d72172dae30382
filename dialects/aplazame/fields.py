"""Values as Aplazame prints them, each also in SQL (`common/api/json_sql.py`)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from cancellations.models import CancellationPlan
from common.api.json_sql import MOMENT, Scope, value_of
from common.fields import PLACES
from dialects.common.amounts import in_hundredths
from dialects.common.finally_cancelled import finally_cancelled, is_finally_cancelled
from orders.models import Adjustment, AdjustmentType, Order

_HUNDREDTHS = "round({0} / " + f"{10 ** (PLACES - 2)}.0)::bigint"


class HundredthsField(serializers.Field):
    """An amount or a rate as a whole number with two decimals implied: 12.50 is 1250, 21 % is 2100."""

    def to_representation(self, value: Decimal) -> int:
        return in_hundredths(value)


class OptionalText(serializers.CharField):
    """A text, null where there is none."""

    def to_representation(self, value: str) -> Any:
        return value or None


class PrintedMoment(serializers.DateTimeField):
    """A time as the document prints a customer's: `2014-08-21T13:56:45+0000`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S%z", **options)


class CancelledField(serializers.Field):
    """Since when the order is cancelled; of one whose money is still on its way back, since when that was asked for."""

    printed = serializers.DateTimeField()

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, order: Order) -> Any:
        moment = order.cancelled_at
        if moment is None and is_finally_cancelled(order):
            moment = order.plan_began_at  # type: ignore[attr-defined]
        return self.printed.to_representation(moment) if moment else None


class ProductField(serializers.Field):
    """What the product snapshot says under the first of these keys that it has, else `without`."""

    def __init__(self, *keys: str, without: str | None = None) -> None:
        self.keys, self.without = keys, without
        super().__init__(source="product", read_only=True)

    def to_representation(self, product: dict[str, Any]) -> Any:
        return next((product[key] for key in self.keys if product.get(key) is not None), self.without)


class LetterField(serializers.Field):
    """A stored choice by Aplazame's own letter or number for it."""

    def __init__(self, words: dict[Any, Any], **options: Any) -> None:
        self.words = words
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        return self.words[value]


class AdjustedField(serializers.Field):
    """What adjustments of a type take off an order, the items' own not among them."""

    def __init__(self, type: AdjustmentType) -> None:
        self.type = type
        super().__init__(source="*", read_only=True)

    def to_representation(self, order: Order) -> int:
        rows = order.own_adjustments  # type: ignore[attr-defined]
        return in_hundredths(-sum((row.amount for row in rows if row.type == self.type), Decimal(0)))


class ShippingNameField(serializers.Field):
    """Who delivers: what the first shipping adjustment says, or else the carrier."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, order: Order) -> str:
        rows = order.own_adjustments  # type: ignore[attr-defined]
        labels = (row.label for row in rows if row.type == AdjustmentType.SHIPPING)
        return next(filter(None, labels), order.shipping_company)


@value_of.register
def _(part: HundredthsField, scope: Scope) -> str:
    return _HUNDREDTHS.format(scope.column(str(part.source)))


@value_of.register
def _(part: OptionalText, scope: Scope) -> str:
    return f"NULLIF({scope.column(str(part.source))}, '')"


@value_of.register
def _(part: PrintedMoment, scope: Scope) -> str:
    column = scope.column(str(part.source))
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+0000"')"""


@value_of.register
def _(part: CancelledField, scope: Scope) -> str:
    plans = f'"{CancellationPlan._meta.db_table}" p WHERE p.order_id = {scope.alias}."id"'
    newest = f"(SELECT p.created_at FROM {plans} ORDER BY p.id DESC LIMIT 1)"
    began = f"CASE WHEN {finally_cancelled(scope.alias)} THEN {newest} END"
    return MOMENT.format(f"COALESCE({scope.column('cancelled_at')}, {began})")


@value_of.register
def _(part: ProductField, scope: Scope) -> str:
    found = ", ".join(_key(scope.column("product"), key) for key in part.keys)
    return f"COALESCE({found}, '{json.dumps(part.without)}'::jsonb)"


def _key(column: str, key: str) -> str:
    return f"NULLIF({column} -> '{key}', 'null'::jsonb)"


@value_of.register
def _(part: LetterField, scope: Scope) -> str:
    cases = " ".join(f"WHEN {_literal(stored)} THEN {_literal(word)}" for stored, word in part.words.items())
    return f"CASE {scope.column(str(part.source))} {cases} END"


def _literal(word: Any) -> str:
    return str(int(word)) if isinstance(word, int) else f"'{word}'"


@value_of.register
def _(part: AdjustedField, scope: Scope) -> str:
    taken_off = _HUNDREDTHS.format("-sum(amount)")
    return f"COALESCE((SELECT {taken_off} FROM {_own(part.type, scope)}), 0)"


@value_of.register
def _(part: ShippingNameField, scope: Scope) -> str:
    named = f"{_own(AdjustmentType.SHIPPING, scope)} AND label <> ''"
    return f"COALESCE((SELECT label FROM {named} ORDER BY position LIMIT 1), {scope.column('shipping_company')})"


def _own(type: AdjustmentType, scope: Scope) -> str:
    """The order's own adjustments of a type."""
    table = Adjustment._meta.db_table
    return f'"{table}" WHERE order_id = {scope.alias}."id" AND item_id IS NULL AND type = \'{type.value}\''
