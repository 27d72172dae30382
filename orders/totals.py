"""The total of an order, from its items and adjustments. Pure arithmetic in the order's currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.money import ZERO
from orders.models import Adjustment, AdjustmentType, Order, OrderItem

DISCOUNTS = frozenset({AdjustmentType.DISCOUNT, AdjustmentType.SHIPPING_DISCOUNT})
REDUCTIONS = DISCOUNTS | {AdjustmentType.GIFT_CERTIFICATE}
"""Adjustments that lower a total and are therefore written with a minus."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an order.

    `discount_amount` is what items and adjustments take off, as a positive amount; a gift certificate pays, it is no
    discount. `shipping_amount`, `tax_amount` and `shipping_interest_amount` include what is already inside the prices.
    """

    subtotal: Decimal
    discount_amount: Decimal
    shipping_amount: Decimal
    tax_amount: Decimal
    shipping_interest_amount: Decimal
    adjustments_total: Decimal
    total: Decimal


def item_total(item: OrderItem) -> Decimal:
    """`quantity × unit_price − discount_amount + added item adjustments`."""
    return item.quantity * item.unit_price - item.discount_amount + item.adjustments_total


def added(adjustments: Iterable[Adjustment]) -> Decimal:
    """The sum that adjustments add to a total: included ones add nothing."""
    return sum((adjustment.amount for adjustment in adjustments if not adjustment.included), ZERO)


def order_totals(items: Iterable[OrderItem], adjustments: Iterable[Adjustment]) -> Totals:
    """The sums of an order from all its items and all its adjustments, those of items included."""
    items, adjustments = list(items), list(adjustments)
    subtotal = sum((item.total for item in items), ZERO)
    adjustments_total = added(adjustment for adjustment in adjustments if adjustment.item_id is None)
    taken_off = sum((item.discount_amount for item in items), ZERO) - _sum_of(adjustments, *DISCOUNTS)
    return Totals(
        subtotal=subtotal,
        discount_amount=taken_off,
        shipping_amount=_sum_of(adjustments, AdjustmentType.SHIPPING),
        tax_amount=_sum_of(adjustments, AdjustmentType.TAX),
        shipping_interest_amount=_sum_of(adjustments, AdjustmentType.INTEREST),
        adjustments_total=adjustments_total,
        total=max(ZERO, subtotal + adjustments_total),
    )


def apply_totals(order: Order, totals: Totals) -> None:
    """Write the sums on the order, and the outstanding amount that follows."""
    order.subtotal = totals.subtotal
    order.discount_amount = totals.discount_amount
    order.shipping_amount = totals.shipping_amount
    order.tax_amount = totals.tax_amount
    order.shipping_interest_amount = totals.shipping_interest_amount
    order.adjustments_total = totals.adjustments_total
    order.total = totals.total
    refresh_outstanding(order)


def refresh_outstanding(order: Order) -> None:
    """Write the outstanding amount: the total less what was waived and what was paid. Money that was not owed and was
    refunded does not count as paid."""
    order.amount_outstanding = order.amount_due - order.amount_paid + order.excess_refunded
    order.is_paid = order.amount_outstanding <= 0


def waive_outstanding(order: Order) -> None:
    """Waive what is outstanding on an order of which nothing remains."""
    order.amount_waived += max(ZERO, order.amount_outstanding)
    refresh_outstanding(order)


def _sum_of(adjustments: Iterable[Adjustment], *types: AdjustmentType) -> Decimal:
    return sum((adjustment.amount for adjustment in adjustments if adjustment.type in types), ZERO)
