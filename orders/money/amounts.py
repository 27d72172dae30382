"""Checking an amount of money that a command names."""

from __future__ import annotations

from decimal import Decimal

from common.errors import InvalidInput, Sentence
from common.money import fits, too_many_digits


def check_amount(amount: Decimal, currency: str, path: tuple[str | int, ...]) -> None:
    """Refuse an amount that is not a valid sum of money; `path` names its field in the body.

    Raises:
        InvalidInput: nothing or less, or more digits than the currency has.
    """
    if amount <= 0:
        raise InvalidInput.on(*path, code="min_value", sentence=Sentence("Amount must be greater than zero."))
    if not fits(amount, currency):
        raise InvalidInput.on(*path, code="too_many_digits", sentence=too_many_digits(amount, currency))
