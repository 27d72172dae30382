"""Serializer fields: texts that every database stores, vocabularies by name, places, languages and phones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from django.core.validators import RegexValidator
from django.db.models import Choices
from django_countries import countries
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from common.api.money_fields import AmountField, MoneyField, RateField
from common.money import is_currency

__all__ = [
    "AmountField",
    "BoundedJsonField",
    "BoundedText",
    "CodeField",
    "CountryCodeField",
    "CurrencyField",
    "LanguageField",
    "MoneyField",
    "PhoneField",
    "RateField",
    "StateField",
    "TimeField",
    "WholeNumberField",
    "YesNoField",
]


class BoundedText(serializers.CharField):
    """A text of at most `max_length` characters; numbers are none, and may be empty unless `allow_blank=False`."""

    def __init__(self, *, max_length: int, allow_blank: bool = True, **options: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=allow_blank, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = empty) -> Any:
        """The text without the spaces around it, which count for its length all the same."""
        text = super().run_validation(data)
        if isinstance(data, str) and len(data) > (self.max_length or 0):
            self.fail("max_length", max_length=self.max_length)
        return text


class WholeNumberField(serializers.IntegerField):
    """A whole number, and no text that looks like one."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNoField(serializers.BooleanField):
    """True or false, and nothing that means the same."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class PhoneField(BoundedText):
    """A telephone number as people write it: `05555555555`, `801-755-9966`, `+90 (212) 555 00 00 x12`."""

    def __init__(self, *, max_length: int = 40, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.validators.append(
            RegexValidator(r"^[0-9+() ./x-]*$", "A phone number has digits, spaces and + ( ) - . / x.")
        )


class LanguageField(BoundedText):
    """A language, perhaps with a region or a script: `en`, `tr-TR`, `en_US`, `zh-Hant`."""

    def __init__(self, *, max_length: int = 20, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.validators.append(
            RegexValidator(r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$", "A language is written like 'en' or 'tr-TR'.")
        )


class TimeField(serializers.DateTimeField):
    """A point in time that a person could mean."""

    years = range(1900, 3000)
    default_error_messages = {"out_of_range": "This must lie in the years 1900 to 2999."}

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if moment.year not in self.years:
            self.fail("out_of_range")
        return moment


class _UpperCode(BoundedText):
    """A code that is taken in any case and kept in upper case."""

    default_error_messages = {"unknown": "'{code}' is not known."}
    length: int

    def __init__(self, *, allow_blank: bool = False, **options: Any) -> None:
        super().__init__(max_length=self.length, allow_blank=allow_blank, **options)

    def to_internal_value(self, data: Any) -> str:
        written = super().to_internal_value(data)
        code = written.upper()
        # Some letters become others in upper case: ß is not SS.
        if code and not (written.isascii() and self.is_known(code)):
            self.fail("unknown", code=code)
        return code

    def is_known(self, code: str) -> bool:
        raise NotImplementedError


@extend_schema_field({"type": "string", "maxLength": 3, "description": "ISO 4217, in any case.", "examples": ["TRY"]})
class CurrencyField(_UpperCode):
    """A currency in use, by its ISO 4217 code."""

    default_error_messages = {"unknown": "'{code}' is not an ISO 4217 currency in use."}
    length = 3

    def is_known(self, code: str) -> bool:
        return is_currency(code)


@extend_schema_field({"type": "string", "maxLength": 2, "description": "ISO 3166-1, in any case.", "examples": ["TR"]})
class CountryCodeField(_UpperCode):
    """A country by its two letters of ISO 3166-1."""

    default_error_messages = {"unknown": "'{code}' is not a country of ISO 3166-1."}
    length = 2

    def is_known(self, code: str) -> bool:
        return code in countries


@extend_schema_field({"type": "object", "additionalProperties": True})
class BoundedJsonField(serializers.Field):
    """A free JSON object of at most `max_bytes`, as it is written without spaces."""

    deepest = 8
    default_error_messages = {
        "not_an_object": "This must be a JSON object.",
        "too_large": "This has {size} bytes; {max_bytes} are allowed.",
        "too_deep": "This is nested deeper than {deepest} levels.",
    }

    def __init__(self, *, max_bytes: int, **options: Any) -> None:
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
