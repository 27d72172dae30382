"""Serializer fields for codes of currencies and countries, taken in any case."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field

from common.api.text_fields import BoundedText
from common.countries import OTHERWISE_WRITTEN, is_country
from common.money import is_currency


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


@extend_schema_field(
    {
        "type": "string",
        "maxLength": 2,
        "description": "ISO 3166-1, or one of AC, EA, IC, TA, XI and XK; in any case.",
        "examples": ["TR"],
    }
)
class CountryCodeField(_UpperCode):
    """A country by its two letters: of ISO 3166-1, or a code that shops use in addition."""

    default_error_messages = {
        "unknown": "'{code}' is not the code of a country.",
        "otherwise_written": "The code of this country is '{right}', not '{code}'.",
    }
    length = 2

    def is_known(self, code: str) -> bool:
        if code in OTHERWISE_WRITTEN:
            self.fail("otherwise_written", code=code, right=OTHERWISE_WRITTEN[code])
        return is_country(code)
