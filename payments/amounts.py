"""Spreading a refund over payments. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from common.money import ZERO

Row = TypeVar("Row")


def spread(amount: Decimal, refundable: Sequence[tuple[Row, Decimal]]) -> list[tuple[Row, Decimal]]:
    """Where an amount is refunded: wholly from the payment with exactly this amount left, else from the first on.

    `refundable` are payments, newest first, with what each has left, in the same currency. The parts add up to the
    amount, or to everything there is when that is less.
    """
    exact = next((row for row, left in refundable if left == amount > ZERO), None)
    if exact is not None:
        return [(exact, amount)]
    parts = []
    for row, left in refundable:
        part = min(left, amount)
        if part > ZERO:
            parts.append((row, part))
            amount -= part
    return parts
