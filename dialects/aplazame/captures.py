"""Captures as Aplazame's modules for shops call them: an authorized payment is captured, all of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from common.errors import InvalidInput, Refusal, Sentence
from common.money import ZERO
from dialects.common.amounts import in_hundredths
from dialects.common.times import in_utc_exactly
from orders.models import Order
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState


class NothingToCapture(Refusal):
    """The order has no authorized payment."""

    code = "nothing_to_capture"
    sentence = "The order has no authorized payment."


def authorized_for(order: Order, amount: Decimal) -> Payment:
    """The order's authorized payment of this amount.

    Raises:
        NothingToCapture: nothing is authorized.
        InvalidInput: other amounts are; a payment is captured as a whole.
    """
    held = list(Payment.objects.filter(order=order, status=PaymentState.AUTHORIZED).order_by("id"))
    if not held:
        raise NothingToCapture
    for payment in held:
        if payment.amount == amount:
            return payment
    amounts = ", ".join(str(in_hundredths(payment.amount)) for payment in held)
    sentence = Sentence("A payment is captured as a whole: {amounts}.", amounts=amounts)
    raise InvalidInput.on("amount", code="not_in_parts", sentence=sentence)


def captures_of(order: Order) -> dict[str, Any]:
    """What was captured of an order, and what is left to capture."""
    refunds = Prefetch("refunds", Refund.objects.filter(status=RefundState.SUCCEEDED).order_by("id"))
    payments = list(Payment.objects.filter(order=order).prefetch_related(refunds).order_by("id"))
    captured = [payment for payment in payments if payment.status == PaymentState.COMPLETED]
    return {"remaining_capture_amount": _left(payments), "results": [shown_capture(payment) for payment in captured]}


def _left(payments: Iterable[Payment]) -> int:
    held = (payment.amount for payment in payments if payment.status == PaymentState.AUTHORIZED)
    return in_hundredths(sum(held, ZERO))


def shown_capture(payment: Payment) -> dict[str, Any]:
    """One capture."""
    refunds = payment.refunds.all()
    return {
        "amount": in_hundredths(payment.amount),
        "id": payment.pk.hex,
        "created": in_utc_exactly(payment.completed_at or payment.updated_at),
        "refunds": [
            {"id": refund.pk.hex, "amount": in_hundredths(refund.amount), "created": in_utc_exactly(refund.created_at)}
            for refund in refunds
        ],
        "refunded_amount": in_hundredths(payment.refunded_amount),
        "remaining_amount": in_hundredths(payment.refundable_amount),
    }
