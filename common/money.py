"""Amounts of money: digits of a currency, writing them down, and splitting them without losing a unit.

Amounts are `Decimal`, in units of the currency (never cents), and exact to ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import get_global

from common.errors import Sentence

ZERO = Decimal(0)
LARGEST_AMOUNT = Decimal(10) ** 12
"""No single amount and no order total reaches this, so that sums always fit a 64-bit column."""


PUBLISHED_CURRENCIES = frozenset(
    "TRY USD EUR EGP GBP MAD PLN SAR RON UAH CZK HUF RUB BGN IQD KWD BHD OMR QAR AED NGN".split()
)
"""The currencies of Akinon's published order schema: always known, whatever becomes of them."""

CURRENCIES_BY_DIGITS = {
    0: frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()),
    3: frozenset("BHD IQD JOD KWD LYD OMR TND".split()),
    4: frozenset("CLF UYW".split()),
}
"""ISO 4217's minor units where they are not two. (CLDR's differ for a dozen currencies: it rounds as people do.)"""

_DIGITS = {code: digits for digits, codes in CURRENCIES_BY_DIGITS.items() for code in codes}

_NOT_MONEY = frozenset("CNH XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split())
"""Metals, units of account, test codes and a market name that CLDR lists among currencies."""


@cache
def currencies() -> tuple[str, ...]:
    """The ISO 4217 codes of all currencies in use today, in alphabetical order."""
    territories = get_global("territory_currencies").values()
    in_use = {code for spans in territories for code, _, until, _ in spans if until is None}
    return tuple(sorted((in_use | PUBLISHED_CURRENCIES) - _NOT_MONEY))


def is_currency(code: str) -> bool:
    """Whether this is the code of a currency in use (upper case)."""
    return code in currencies()


def digits(currency: str) -> int:
    """How many digits the currency has after the point: JPY 0, USD 2, KWD 3 (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@cache
def smallest_unit(currency: str) -> Decimal:
    """The smallest amount of the currency: 1 JPY, 0.01 USD, 0.001 KWD."""
    return Decimal(1).scaleb(-digits(currency))


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the amount has no more digits than its currency, and is not written like a thousand (`1.000` USD)."""
    like_thousands = amount.as_tuple().exponent == -3 and digits(currency) < 3
    return not like_thousands and amount == amount.quantize(smallest_unit(currency))


def too_many_digits(amount: Decimal, currency: str) -> Sentence:
    """The error of an amount that does not fit its currency."""
    return Sentence(
        "{currency} has {digits} digits after the point; {amount} has more.",
        currency=currency,
        digits=digits(currency),
        amount=amount,
    )


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount to the nearest smallest unit, halves away from zero."""
    return amount.quantize(smallest_unit(currency), ROUND_HALF_UP)


def format_amount(amount: Decimal, currency: str) -> str:
    """The amount as it is sent: `"33.00"`, with the currency's own number of digits."""
    return f"{amount:.{digits(currency)}f}"


def split(whole: Decimal, weights: Sequence[Decimal | int], currency: str) -> list[Decimal]:
    """Share out an amount in proportion to weights, by largest remainder.

    The parts add up to the whole, and each is within one smallest unit of its exact share. Where remainders are
    equal the earlier part gets the unit. With no weight at all, the parts are equal. `whole` must fit the currency.
    """
    if not weights:
        raise ValueError("Nothing to split over.")
    unit = smallest_unit(currency)
    units = int(whole / unit)
    scale = [Decimal(weight) for weight in weights] if any(weights) else [Decimal(1)] * len(weights)
    shares = [_share(units, weight, sum(scale)) for weight in scale]
    missing = units - sum(floor for floor, _ in shares)
    fullest_first = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    for index in fullest_first[:missing]:
        shares[index] = (shares[index][0] + 1, shares[index][1])
    return [floor * unit for floor, _ in shares]


def _share(units: int, weight: Decimal, total: Decimal | int) -> tuple[int, Decimal]:
    """The whole units due to a weight, and the numerator of what remains of its share."""
    exact = units * weight
    floor = int((exact / total).to_integral_value(ROUND_FLOOR))
    return floor, exact - floor * total
