"""The share of an order's total in each unit. Pure arithmetic in the order's currency.

An order's total falls into two pots, and nothing is left over:

* **shipping**: added adjustments of the order for shipping, its discount and its interest; never less than nothing and
  never more than the total,
* **goods**: all the rest, that is items with their own discounts and adjustments, and the order's discounts, taxes,
  fees, gift boxes and certificates. It is shared out over the items in proportion to their totals.

An item's goods are shared out over its units in the order in which they are taken back, so that taking back all
units, in whatever steps, takes back exactly the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from common.money import ZERO, split
from orders.models import Adjustment, AdjustmentType, Order, OrderItem
from orders.totals import DISCOUNTS

SHIPPING = frozenset({AdjustmentType.SHIPPING, AdjustmentType.SHIPPING_DISCOUNT, AdjustmentType.INTEREST})


@dataclass(frozen=True, slots=True)
class ItemShare:
    """The value of all units of one item, and the discount that is already taken off."""

    quantity: int
    goods: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of an order's total. `shipping_discount` is already taken off `shipping`."""

    currency: str
    items: Mapping[UUID, ItemShare]
    shipping: Decimal
    shipping_discount: Decimal

    def goods(self, item_id: UUID, units: int, *, taken: int = 0) -> Decimal:
        """The value of a number of units of an item, after `taken` units were taken back."""
        share = self.items[item_id]
        return part_of(share.goods, share.quantity, units, taken=taken, currency=self.currency)

    def discount(self, item_id: UUID, units: int, *, taken: int = 0) -> Decimal:
        """The discount of a number of units of an item, after `taken` units were taken back."""
        share = self.items[item_id]
        return part_of(share.discount, share.quantity, units, taken=taken, currency=self.currency)


def shares_of(order: Order, items: Sequence[OrderItem], adjustments: Sequence[Adjustment]) -> Shares:
    """The shares of an order, given all its items and all its adjustments, those of items included."""
    on_order = [adjustment for adjustment in adjustments if adjustment.item_id is None]
    charged = sum((row.amount for row in on_order if row.type in SHIPPING and not row.included), ZERO)
    shipping = min(max(charged, ZERO), order.total)
    weights = [item.total for item in items]
    goods = split(order.total - shipping, weights, order.currency) if items else []
    taken_off = -sum((row.amount for row in on_order if row.type == AdjustmentType.DISCOUNT), ZERO)
    discounts = split(taken_off, weights, order.currency) if items else []
    shares = {
        item.id: ItemShare(item.quantity, worth, discount + _own_discount(item, adjustments))
        for item, worth, discount in zip(items, goods, discounts, strict=True)
    }
    shipping_discount = -sum((row.amount for row in on_order if row.type == AdjustmentType.SHIPPING_DISCOUNT), ZERO)
    return Shares(order.currency, shares, shipping, shipping_discount)


def part_of(whole: Decimal, quantity: int, units: int, *, taken: int, currency: str) -> Decimal:
    """The part of an amount that falls to a number of `quantity` units, after `taken` others had theirs.

    Whatever the steps, the parts of all units add up to the whole, and each is within one smallest unit of its share.
    """
    if units < 0 or taken < 0 or taken + units > quantity:
        raise ValueError(f"{units} units after {taken} are not within {quantity}.")
    return _first(whole, quantity, taken + units, currency) - _first(whole, quantity, taken, currency)


def _first(whole: Decimal, quantity: int, units: int, currency: str) -> Decimal:
    return split(whole, [units, quantity - units], currency)[0]


def _own_discount(item: OrderItem, adjustments: Sequence[Adjustment]) -> Decimal:
    own = (row.amount for row in adjustments if row.item_id == item.id and row.type in DISCOUNTS)
    return item.discount_amount - sum(own, ZERO)
