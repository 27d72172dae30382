"""Countries by their two letters: those of ISO 3166-1, and additional ones that shops and carriers send."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop
from django_countries import countries

from common.folding import folded

RESERVED = MappingProxyType(
    {
        "AC": gettext_noop("Ascension Island"),
        "EA": gettext_noop("Ceuta and Melilla"),
        "IC": gettext_noop("Canary Islands"),
        "TA": gettext_noop("Tristan da Cunha"),
        "XI": gettext_noop("Northern Ireland"),
        "XK": gettext_noop("Kosovo"),
    }
)
"""Codes that ISO 3166-1 reserves or leaves to its users, by which customs, posts and shops name a destination."""

OTHERWISE_WRITTEN = MappingProxyType({"EL": "GR", "UK": "GB"})
"""What some write instead of a country's own code."""


def is_country(code: str) -> bool:
    """Whether this is the code of a country (upper case)."""
    return code in known()


def name_of(code: str) -> str:
    """What a country is called in the reader's language; a code that is none stays as it is."""
    return gettext(RESERVED[code]) if code in RESERVED else str(countries.name(code)) or code


def choices() -> list[tuple[str, str]]:
    """All countries by name in the reader's language, each as its code and that."""
    named = [(code, str(name)) for code, name in countries] + [(code, gettext(name)) for code, name in RESERVED.items()]
    return sorted(named, key=lambda pair: folded(pair[1]))


@cache
def known() -> frozenset[str]:
    """The codes of all countries."""
    return frozenset(countries.countries) | frozenset(RESERVED)
