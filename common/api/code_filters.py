"""Filters by codes, in any case: channels, currencies, countries."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import In

from common.api.filter_fields import Schema, StrictField
from common.api.filters import ListFilter
from common.countries import is_country
from common.money import is_currency


class SlugField(StrictField):
    """A code that somebody has chosen, in lower case."""

    expected = "a code: letters, digits, - and _"
    schema: ClassVar[Schema] = {"type": "string", "pattern": "^[-A-Za-z0-9_]{1,50}$"}
    slug = re.compile(r"[-A-Za-z0-9_]{1,50}")

    def read(self, text: str) -> str:
        if not self.slug.fullmatch(text):
            raise ValueError
        return text.lower()


class CurrencyCodeField(StrictField):
    """A currency in use, in upper case."""

    expected = "an ISO 4217 currency in use"
    schema: ClassVar[Schema] = {"type": "string", "pattern": "^[A-Za-z]{3}$"}

    def read(self, text: str) -> str:
        if not (text.isascii() and is_currency(text.upper())):
            raise ValueError
        return text.upper()


class CountryCodeField(StrictField):
    """A country's two letters, in upper case."""

    expected = "a country's code"
    schema: ClassVar[Schema] = {"type": "string", "pattern": "^[A-Za-z]{2}$"}

    def read(self, text: str) -> str:
        if not (text.isascii() and is_country(text.upper())):
            raise ValueError
        return text.upper()


class SlugsFilter(ListFilter):
    """Codes that somebody has chosen, which may be stored in any case."""

    field_class = SlugField

    def condition(self, value: Any) -> Q:
        return Q(In(Lower(F(str(self.field_name))), value))


class CurrenciesFilter(ListFilter):
    """Currencies."""

    field_class = CurrencyCodeField


class CountriesFilter(ListFilter):
    """Countries."""

    field_class = CountryCodeField
