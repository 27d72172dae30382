"""Amounts as whole numbers. The service has `Decimal`, in units of the currency."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from common.money import digits

HUNDREDTH, HALF = Decimal("0.01"), Decimal("0.005")


def in_minor_units(amount: Decimal, currency: str) -> int:
    """An amount in the currency's own smallest unit: 12.34 USD is 1234, 1234 JPY is 1234, 1.234 KWD is 1234."""
    return _whole(amount.scaleb(digits(currency)))


def in_hundredths(amount: Decimal) -> int:
    """An amount with two decimals implied, whatever the currency: 12.34 USD is 1234, 12 JPY is 1200. What a currency
    has beyond two digits is rounded, halves away from zero."""
    return _whole(amount.scaleb(2))


def compared_in_hundredths(lookup: str, amount: Decimal) -> list[tuple[str, Decimal]]:
    """How to compare stored amounts, none of which is negative, as they are shown: rounded to hundredths."""
    from_here = amount.quantize(HUNDREDTH, ROUND_CEILING) - HALF
    past_here = amount.quantize(HUNDREDTH, ROUND_FLOOR) + HALF
    bounds = {
        "exact": [("gte", from_here), ("lt", past_here)],
        "gte": [("gte", from_here)],
        "gt": [("gte", past_here)],
        "lt": [("lt", from_here)],
        "lte": [("lt", past_here)],
    }
    return bounds[lookup]


def from_hundredths(number: int) -> Decimal:
    """The amount, in units of the currency, of a whole number of hundredths."""
    return Decimal(number).scaleb(-2)


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))
