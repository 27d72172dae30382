"""Numbers and amounts of money as people write and read them in their language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from babel.core import Locale
from babel.numbers import NumberPattern, format_decimal, get_decimal_symbol, parse_pattern

from common.errors import Sentence
from common.money import LARGEST_AMOUNT, ZERO, digits

_SPACE_BEFORE_THOUSANDS = re.compile(r"(?<=[0-9])\s(?=[0-9]{3}(?![0-9]))")
_ONE_MARK = re.compile(r"-?[0-9]*[.,]?[0-9]+")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]+)?")
_UNCLEAR = re.compile(r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}")
"""`1.234`: more than a thousand to some, a little more than one to others."""
_LONGEST = 40


class AmountUnclear(ValueError):
    """The text is no amount, or ambiguous."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@lru_cache(maxsize=10_000)
def format_number(number: Decimal, places: int, *, language: str | None) -> str:
    """A number with the given digits after the point: `1,234.50`, in Turkish `1.234,50`. Zero has no sign."""
    return format_decimal(number or ZERO, format=_pattern(places), locale=_locale(language))


def format_money(amount: Decimal, currency: str, *, language: str | None) -> str:
    """An amount with its currency, and with the digits of that: `23.50 USD`, in Turkish `23,50 USD`."""
    return f"{format_number(amount, digits(currency), language=language)}\N{NO-BREAK SPACE}{currency}"


def format_amount_input(amount: Decimal, places: int, *, language: str | None) -> str:
    """An amount as it is filled into a form: `1234.50`, in Turkish `1234,50`. Parsing it gives the same amount."""
    return f"{amount:.{places}f}".replace(".", get_decimal_symbol(_locale(language)))


def parse_amount(text: str, places: int, *, language: str | None) -> Decimal:
    """The amount that somebody typed. Point or comma may separate the decimals: `12.50`, `12,50`, `1.234,50`.

    Raises:
        AmountUnclear: it is no amount, or may be one a thousand times as large. Three digits after the only mark are
            decimals where the amount has three `places` and the language this mark; else nobody knows.
    """
    number = _SPACE_BEFORE_THOUSANDS.sub("", text.strip())
    unclear = _UNCLEAR.fullmatch(number)
    if unclear and (places != 3 or unclear[1] != get_decimal_symbol(_locale(language))):
        plain = number.replace(unclear[1], "")
        raise AmountUnclear(
            Sentence("{text} can be read in two ways. Write thousands without a mark: {plain}.", text=text, plain=plain)
        )
    amount = _read(number)
    if amount is None or abs(amount) >= LARGEST_AMOUNT:
        example = format_amount_input(Decimal("1234.5"), min(places, 2), language=language)
        raise AmountUnclear(Sentence("This is no amount such as {example}.", example=example))
    return amount


def _read(number: str) -> Decimal | None:
    """The number whose last mark separates the decimals, unless it separates thousands."""
    if len(number) > _LONGEST:
        return None
    if _ONE_MARK.fullmatch(number):
        return Decimal(number.replace(",", "."))
    found = _THOUSANDS.fullmatch(number)
    return Decimal(number.replace(found[1], "").replace(",", ".")) if found else None


@cache
def _pattern(places: int) -> NumberPattern:
    return parse_pattern(f"#,##0.{'0' * places}" if places else "#,##0")


@cache
def _locale(language: str | None) -> Locale:
    return Locale.parse(language or "en", sep="-")
