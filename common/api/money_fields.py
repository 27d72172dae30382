"""Amounts and rates on the wire: decimal strings, exact, and never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import get_attribute

from common.fields import PLACES
from common.money import LARGEST_AMOUNT, format_amount

_PLAIN = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_LONGEST = 40


class ExactField(serializers.Field):
    """A number in plain decimal notation: a JSON string, or an integer."""

    default_error_messages = {
        "float_not_allowed": 'A float is not exact: send a string like "12.50".',
        "invalid": 'This is not a number in plain decimal notation like "12.50".',
        "too_many_digits": f"At most {PLACES} digits may stand after the point.",
        "too_large": "This is too large: it must be less than {limit}.",
        "min_value": "This must be at least {min_value}.",
        "max_value": "This must be at most {max_value}.",
    }
    limit = LARGEST_AMOUNT

    def __init__(
        self, *, min_value: Decimal | int | None = None, max_value: Decimal | int | None = None, **options: Any
    ):
        self.min_value = min_value
        self.max_value = max_value
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        value = self._number(data)
        if abs(value) >= self.limit:
            self.fail("too_large", limit=self.limit)
        if self.min_value is not None and value < self.min_value:
            self.fail("min_value", min_value=self.min_value)
        if self.max_value is not None and value > self.max_value:
            self.fail("max_value", max_value=self.max_value)
        return value

    def to_representation(self, value: Decimal) -> str:
        return f"{value:f}"

    def _number(self, data: Any) -> Decimal:
        if isinstance(data, float):
            self.fail("float_not_allowed")
        text = str(data) if isinstance(data, str | int) else ""
        found = _PLAIN.fullmatch(text) if len(text) <= _LONGEST else None
        if found is None:
            self.fail("invalid")
        if len(found[2] or "") > PLACES:
            self.fail("too_many_digits")
        # Adding zero makes 0 of -0.
        return Decimal(text) + 0

    def fail(self, key: str, **facts: Any) -> NoReturn:
        super().fail(key, **facts)
        raise AssertionError(key)


@extend_schema_field(
    {
        "type": ["string", "integer"],
        "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$",
        "description": "A decimal string with at most the digits of the currency.",
        "examples": ["33.00"],
    },
    component_name="AmountInput",
)
class AmountField(ExactField):
    """An amount that somebody sends. Whether it fits the currency is for a service to say, which knows the currency."""


@extend_schema_field({"type": ["string", "integer"], "pattern": r"^[0-9]{1,3}(\.[0-9]{1,4})?$", "examples": ["20.00"]})
class RateField(ExactField):
    """A rate in per cent, from 0 to 100. Answers have two to four digits after the point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 100, **options})

    def to_representation(self, value: Decimal) -> str:
        cents, rest = f"{value:.{PLACES}f}"[:-2], f"{value:.{PLACES}f}"[-2:]
        return cents + rest.rstrip("0")


@extend_schema_field(
    {
        "type": "string",
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
        "description": "A decimal string with the digits of the currency.",
        "examples": ["33.00"],
    },
    component_name="Money",
)
class MoneyField(serializers.Field):
    """An amount as it is read. `currency` is the path to its currency, from the same row."""

    def __init__(self, *, currency: str = "currency", **options: Any) -> None:
        super().__init__(read_only=True, **options)
        self.currency = currency

    def get_attribute(self, instance: Any) -> str | None:
        amount = super().get_attribute(instance)
        return None if amount is None else format_amount(amount, get_attribute(instance, self.currency.split(".")))

    def to_representation(self, value: str) -> str:
        return value
