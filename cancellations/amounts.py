"""A plan's amount, and how much of it is refunded. Pure arithmetic in the order's currency.

The order decides the value of units; this module decides when shipping is refunded, and what becomes of money that was
never paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cancellations.statuses import ShippingRule
from common.money import ZERO


@dataclass(frozen=True, slots=True)
class ShippingPot:
    """What shipping cost, what earlier plans took of it, and whether any did."""

    charged: Decimal
    discount: Decimal
    taken: Decimal = ZERO
    was_taken: bool = False

    @property
    def left(self) -> Decimal:
        return max(ZERO, self.charged - self.taken)


@dataclass(frozen=True, slots=True)
class ShippingBack:
    """The part of shipping that goes back with a plan, and the discount that it had."""

    takes_it: bool
    amount: Decimal = ZERO
    discount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What becomes of a plan's amount: some is waived, some is refunded, and the rest was never paid or is refunded
    already."""

    waived: Decimal
    back: Decimal


def shipping_back(
    pot: ShippingPot, rule: ShippingRule, *, nothing_remains: bool, asked: Decimal | None = None
) -> ShippingBack:
    """Shipping goes back once: with the plan after which nothing of the order remains, or with one that asks for it,
    wholly or in part. Together plans never take more than was charged, and its discount is counted once."""
    wanted = rule == ShippingRule.ASKED or (rule == ShippingRule.WITH_THE_LAST and nothing_remains)
    if not wanted:
        return ShippingBack(takes_it=False)
    amount = pot.left if asked is None else min(asked, pot.left)
    return ShippingBack(takes_it=True, amount=amount, discount=ZERO if pot.was_taken else pot.discount)


def money_back(amount: Decimal, *, outstanding: Decimal, refundable: Decimal) -> MoneyBack:
    """What becomes of a plan's amount.

    The outstanding amount is waived first, so that nobody owes for units they do not get; the rest is refunded, as far
    as the payments have it.
    """
    waived = min(amount, max(ZERO, outstanding))
    return MoneyBack(waived, min(amount - waived, refundable))
