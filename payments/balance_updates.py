"""Conditional updates of a payment's sums: no concurrent command can spend the same money twice.

Call all of them under the order's lock.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Value

from common.errors import Refusal
from common.fields import MoneyField
from common.money import format_amount
from payments.models import Payment, Refund
from payments.statuses import PaymentState, Question


class RefundExceedsPaid(Refusal):
    """More is asked than can still be refunded."""

    code = "refund_exceeds_paid"
    sentence = "Only {available} {currency} can still be refunded, not {asked}."


class PaymentBusy(Refusal):
    """The gateway is being asked about this payment, and has not answered yet."""

    code = "payment_busy"
    sentence = "The gateway has been asked to {question} this payment and has not answered yet."


def reserve_refund(payment: Payment, amount: Decimal) -> None:
    """Reserve part of a payment for a refund.

    Raises:
        RefundExceedsPaid: so much is not left.
    """
    enough = Q(amount__gte=F("refunded_amount") + F("refund_reserved") + _units(amount))
    room = _of(payment).filter(enough, status=PaymentState.COMPLETED)
    if not room.update(refund_reserved=F("refund_reserved") + _units(amount)):
        raise RefundExceedsPaid(
            available=format_amount(payment.refundable_amount, payment.currency),
            asked=format_amount(amount, payment.currency),
            currency=payment.currency,
        )
    payment.refund_reserved += amount


def pay_out_refund(refund: Refund) -> None:
    """Turn a reserved refund into a paid one."""
    payment = refund.payment
    moved = _of(payment).filter(refund_reserved__gte=refund.amount)
    done = moved.update(
        refund_reserved=F("refund_reserved") - _units(refund.amount),
        refunded_amount=F("refunded_amount") + _units(refund.amount),
    )
    _insist(done, refund)
    payment.refund_reserved -= refund.amount
    payment.refunded_amount += refund.amount


def release_refund(refund: Refund) -> None:
    """Release a reserved refund; the money can be refunded again."""
    payment = refund.payment
    moved = _of(payment).filter(refund_reserved__gte=refund.amount)
    _insist(moved.update(refund_reserved=F("refund_reserved") - _units(refund.amount)), refund)
    payment.refund_reserved -= refund.amount


def begin_asking(payment: Payment, question: Question, *, at: datetime, key: str = "") -> None:
    """Claim the right to ask the gateway: of two who want to capture or cancel, one may.

    Raises:
        PaymentBusy: it is being asked something already.
    """
    free = _of(payment).filter(status=payment.status, asking=Question.NOTHING)
    if not free.update(asking=question, asking_key=key, attempts=0, updated_at=at):
        current = Payment.objects.get(pk=payment.pk)
        raise PaymentBusy(question=current.asking or "settle", payment=str(payment.pk))
    payment.asking = question


def stop_asking(payment: Payment, question: Question) -> None:
    """The gateway has refused: the payment may be asked about anew."""
    _of(payment).filter(asking=question).update(asking=Question.NOTHING, attempts=0, needs_human=False)
    payment.asking = Question.NOTHING


def _units(amount: Decimal) -> Value:
    """An amount beside a column, in the column's units: a bare Decimal would be added as it is."""
    return Value(amount, MoneyField())


def _of(payment: Payment) -> QuerySet[Payment]:
    return Payment.objects.filter(pk=payment.pk)


def _insist(done: int, refund: Refund) -> None:
    if not done:
        raise AssertionError(f"The money of refund {refund.pk} was not set aside.")
