"""Conditional updates of a payment's sums: no concurrent command can spend the same money twice.

Call all of them under the order's lock.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from common.errors import Refusal
from common.fields import MoneyField
from common.money import ZERO, format_amount
from common.prepared import PREPARED
from payments.models import Payment, Refund
from payments.statuses import Attention, PaymentState, Question

_SUMS = ("refunded_amount", "refund_reserved", "refunded_beyond")


class RefundExceedsPaid(Refusal):
    """More was asked for than can still be refunded."""

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
    if not _moved(_RESERVE, payment, amount):
        raise RefundExceedsPaid(
            available=format_amount(payment.refundable_amount, payment.currency),
            asked=format_amount(amount, payment.currency),
            currency=payment.currency,
        )
    payment.refund_reserved += amount


def pay_out_refund(refund: Refund) -> None:
    """Turn a reserved refund into a paid one."""
    payment = refund.payment
    _insist(_moved(_PAY_OUT, payment, refund.amount), refund)
    payment.refund_reserved -= refund.amount
    payment.refunded_amount += refund.amount


def release_refund(refund: Refund) -> None:
    """Release a reserved refund; the money can be refunded again."""
    payment = refund.payment
    _insist(_moved(_RELEASE, payment, refund.amount), refund)
    payment.refund_reserved -= refund.amount


def book_payout(refund: Refund) -> None:
    """Book a refund that was not reserved. What exceeds the payment's amount is kept apart: refunded and reserved money
    together never exceed it."""
    payment = _fresh(refund)
    within = min(refund.amount, payment.amount - payment.refunded_amount - payment.refund_reserved)
    payment.refunded_amount += within
    payment.refunded_beyond += refund.amount - within
    _write_sums(payment)


def book_return(refund: Refund) -> None:
    """Reverse a refund that had succeeded: its money is back, and can be refunded again."""
    payment = _fresh(refund)
    beyond = min(refund.amount, payment.refunded_beyond)
    payment.refunded_beyond -= beyond
    payment.refunded_amount -= refund.amount - beyond
    _write_sums(payment)


def absorb_excess_payouts(refund: Refund) -> None:
    """Count payouts beyond the payment's amount as refunded, as far as a released refund leaves room."""
    payment = _fresh(refund)
    within = min(payment.refunded_beyond, payment.amount - payment.refunded_amount - payment.refund_reserved)
    if within > ZERO:
        payment.refunded_beyond -= within
        payment.refunded_amount += within
        _write_sums(payment)


def retain(payment: Payment, amount: Decimal) -> None:
    """Record a person's decision that money which was not owed stays."""
    _moved(_RETAIN, payment, amount)
    payment.retained_amount += amount


def stop_retaining(payment: Payment, amount: Decimal) -> None:
    """Take back as much of such a decision: that money was refunded, or is owed, after all."""
    retain(payment, -amount)


def begin_asking(payment: Payment, question: Question, *, at: datetime, key: str = "") -> None:
    """Claim the right to ask the gateway: of two concurrent captures or voids, one may.

    Raises:
        PaymentBusy: it is being asked something already.
    """
    free = _of(payment).filter(status=payment.status, asking=Question.NOTHING)
    if not free.update(asking=question, asking_key=key, attempts=0, updated_at=at):
        current = Payment.objects.get(pk=payment.pk)
        raise PaymentBusy(question=current.asking or "settle", payment=str(payment.pk))
    payment.asking = question


def stop_asking(payment: Payment, question: Question) -> None:
    """Release the claim after the gateway refused. What a person must look at for another reason still waits."""
    asked = _of(payment).filter(asking=question)
    asked.filter(attention=Attention.NO_ANSWER).update(needs_human=False, attention=Attention.NOTHING)
    asked.update(asking=Question.NOTHING, attempts=0)
    payment.asking = Question.NOTHING


def _fresh(refund: Refund) -> Payment:
    """The refund's payment as it is under the order's lock, on the row that the caller holds."""
    payment = refund.payment
    stored = _of(payment).values("amount", *_SUMS).get()
    for name, amount in stored.items():
        setattr(payment, name, amount)
    return payment


def _write_sums(payment: Payment) -> None:
    _of(payment).update(**{name: getattr(payment, name) for name in _SUMS})


_AMOUNT = "CAST(%(amount)s AS bigint)"
_RESERVE = f"""{PREPARED}
    UPDATE payments_payment SET refund_reserved = refund_reserved + {_AMOUNT}
    WHERE id = %(id)s AND status = '{PaymentState.COMPLETED}'
      AND amount >= refunded_amount + refund_reserved + {_AMOUNT}
"""  # noqa: S608
_PAY_OUT = f"""{PREPARED}
    UPDATE payments_payment
    SET refund_reserved = refund_reserved - {_AMOUNT}, refunded_amount = refunded_amount + {_AMOUNT}
    WHERE id = %(id)s AND refund_reserved >= {_AMOUNT}
"""  # noqa: S608
_RELEASE = f"""{PREPARED}
    UPDATE payments_payment SET refund_reserved = refund_reserved - {_AMOUNT}
    WHERE id = %(id)s AND refund_reserved >= {_AMOUNT}
"""  # noqa: S608
_RETAIN = f"""{PREPARED}
    UPDATE payments_payment SET retained_amount = retained_amount + {_AMOUNT} WHERE id = %(id)s
"""  # noqa: S608


def _moved(statement: str, payment: Payment, amount: Decimal) -> bool:
    """Move an amount between sums of a payment by one of the statements above. Returns whether the row met its
    condition."""
    stored = {
        "id": Payment._meta.pk.get_db_prep_value(payment.pk, connection),
        "amount": MoneyField().get_prep_value(amount),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, stored)
        rows: int = cursor.rowcount
    return rows == 1


def _of(payment: Payment) -> QuerySet[Payment]:
    return Payment.objects.filter(pk=payment.pk)


def _insist(done: bool, refund: Refund) -> None:
    if not done:
        raise AssertionError(f"The money of refund {refund.pk} was not set aside.")
