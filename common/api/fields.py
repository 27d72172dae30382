"""Serializer fields: numbers, times, languages, vocabularies by name, free JSON; and all others, found from here."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NoReturn

import orjson
from django.core.validators import RegexValidator
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from common.api.code_fields import CountryCodeField, CurrencyField
from common.api.money_fields import AmountField, MoneyField, RateField
from common.api.suggestions import HintedCode, quoted
from common.api.text_fields import BoundedText, EmailField, IpField, PastedNumber, PhoneField

__all__ = [
    "AmountField",
    "BoundedJsonField",
    "BoundedText",
    "CodeField",
    "CountryCodeField",
    "CurrencyField",
    "EmailField",
    "IpField",
    "LabelField",
    "LanguageField",
    "MoneyField",
    "PastedNumber",
    "PhoneField",
    "QuantityField",
    "RateField",
    "StateField",
    "TimeField",
    "WholeNumberField",
    "WordField",
    "YesNoField",
]


class WholeNumberField(serializers.IntegerField):
    """A whole number; a text that looks like one is refused."""

    default_error_messages = {
        "fraction": "This is a whole number: {number} has a fraction, or is written like one.",
    }

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float):
            self.fail("fraction", number=data)
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class QuantityField(WholeNumberField):
    """How many units of an item."""

    default_error_messages = {
        "fraction": "Items are counted in whole units, not in {number}: sell 1.5 kg as 1500 units of 1 g, or as one.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, **options})


class YesNoField(serializers.BooleanField):
    """True or false, and no other spelling."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WordField(serializers.ChoiceField):
    """One of a few words. Where another one is sent, the error names all of them."""

    def fail(self, key: str, **facts: Any) -> NoReturn:
        if key != "invalid_choice":
            super().fail(key, **facts)
        raise ValidationError(f"There is no {quoted(str(facts['input']))} to choose.", HintedCode(key, self._named))

    def _named(self) -> str:
        return f" There are: {', '.join(self.choice_strings_to_values)}."


class LanguageField(BoundedText):
    """A language, perhaps with a region or a script: `en`, `tr-TR`, `en_US`, `zh-Hant`."""

    def __init__(self, *, max_length: int = 20, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.validators.append(
            RegexValidator(r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$", "A language is written like 'en' or 'tr-TR'.")
        )


class TimeField(serializers.DateTimeField):
    """A point in time, in a plausible range. A date is its start in UTC."""

    years = range(1900, 3000)
    day = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
    default_error_messages = {
        "out_of_range": "This must lie in the years 1900 to 2999.",
        "no_zone": "Say in which time zone: 2026-01-31T12:30:00Z, or with an offset such as +03:00.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        if isinstance(value, str) and self.day.fullmatch(value):
            value = f"{value}T00:00:00Z"
        moment = super().to_internal_value(value)
        if moment.year not in self.years:
            self.fail("out_of_range")
        return moment

    def enforce_timezone(self, value: datetime) -> datetime:
        """The same moment in UTC."""
        if value.tzinfo is None:
            self.fail("no_zone")
        return super().enforce_timezone(value)


@extend_schema_field({"type": "object", "additionalProperties": True})
class BoundedJsonField(serializers.Field):
    """A free JSON object of at most `max_bytes`, as it is written without spaces."""

    deepest = 8
    default_error_messages = {
        "not_an_object": _("This must be a JSON object."),
        "too_large": _("This has {size} bytes; {max_bytes} are allowed."),
        "too_deep": _("This is nested deeper than {deepest} levels."),
    }

    def __init__(self, *, max_bytes: int = 16_384, **options: Any) -> None:
        self.max_bytes = max_bytes
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("not_an_object")
        size = len(orjson.dumps(data))
        if size > self.max_bytes:
            self.fail("too_large", size=size, max_bytes=self.max_bytes)
        if _depth(data) > self.deepest:
            self.fail("too_deep", deepest=self.deepest)
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class StateField(serializers.Field):
    """The name of the state whose code is stored: `SHIPPED` for 500."""

    def __init__(self, *, choices: type[Choices], **options: Any) -> None:
        super().__init__(read_only=True, **options)
        self.choices = choices
        set_override(self, "field", {"type": "string", "enum": choices.names})
        set_override(self, "field_component_name", f"{choices.__name__}Name")

    def to_representation(self, value: Any) -> str:
        return self.choices(value).name


class LabelField(serializers.CharField):
    """The label of the state whose code is stored: `Shipped` for 500."""

    def __init__(self, *, choices: type[Choices], **options: Any) -> None:
        super().__init__(**options)
        self.choices = choices

    def to_representation(self, value: Any) -> str:
        return str(self.choices(value).label)


@extend_schema_field({"type": "string", "examples": ["web"]})
class CodeField(serializers.Field):
    """A related row by its `code`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> str:
        code: str = value.code
        return code


def _depth(value: Any) -> int:
    """How many levels of objects and lists there are."""
    parts: Any = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if parts is None else 1 + max(map(_depth, parts), default=0)
