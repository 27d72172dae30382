"""What can still be refunded of an order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

from common.errors import Refusal
from common.money import ZERO, format_amount
from orders.models import Order
from payments.models import Payment
from payments.reading import newest_completed, payments_of


class NothingToRefund(Refusal):
    """Nothing is left to refund."""

    code = "nothing_to_refund"
    sentence = "Nothing is left to refund: {paid} paid, {refunded} refunded, {reserved} pending."


@dataclass(frozen=True, slots=True)
class Refundable:
    """What can still be refunded, and of which payments, newest first."""

    order: Order
    payments: list[Payment]

    @property
    def remaining_amount(self) -> Decimal:
        return remaining(self.payments)


def refundable_of(order: Order) -> Refundable:
    """What can be refunded of an order."""
    payments = refundable_payments(order)
    prefetch_related_objects(payments, "refunds")
    return Refundable(order, payments)


def refundable_payments(order: Order) -> list[Payment]:
    """The payments that have brought money, newest first."""
    return newest_completed(payments_of(order.pk))


def remaining(payments: Sequence[Payment]) -> Decimal:
    """What can still be refunded of payments, in units of their currency."""
    return sum((payment.refundable_amount for payment in payments), ZERO)


def nothing_left(completed: Iterable[Payment], currency: str) -> NothingToRefund:
    """The refusal that says what has become of the money of completed payments, which are in the currency."""
    rows = list(completed)
    sums = {
        "paid": sum((row.amount for row in rows), ZERO),
        "refunded": sum((row.refunded_amount for row in rows), ZERO),
        "reserved": sum((row.refund_reserved for row in rows), ZERO),
    }
    return NothingToRefund(**{name: format_amount(amount, currency) for name, amount in sums.items()})
