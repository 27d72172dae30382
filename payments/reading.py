"""The payments of one order and their refunds, as commands read them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.rows import fetch
from payments.models import Payment, Refund
from payments.statuses import PaymentState


def payments_of(order_id: UUID) -> list[Payment]:
    """All payments of an order, oldest first."""
    return fetch(Payment, order_id=order_id, order_by="id")


def refunds_of(payments: Sequence[Payment]) -> list[Refund]:
    """All refunds of these payments, oldest first."""
    known = {payment.pk: payment for payment in payments}
    refunds = fetch(Refund, payment_id__in=list(known), order_by="id") if known else []
    for refund in refunds:
        refund.payment = known[refund.payment_id]
    return refunds


def refunds_by_id(ids: Sequence[UUID]) -> list[Refund]:
    """The refunds with these ids and their payments."""
    refunds = fetch(Refund, id__in=list(ids)) if ids else []
    payments = fetch(Payment, id__in=[refund.payment_id for refund in refunds]) if refunds else []
    known = {payment.pk: payment for payment in payments}
    for refund in refunds:
        refund.payment = known[refund.payment_id]
    return refunds


def newest_completed(payments: Sequence[Payment]) -> list[Payment]:
    """Those of the payments that have brought money, newest first."""
    completed = [payment for payment in payments if payment.status == PaymentState.COMPLETED]
    return sorted(completed, key=lambda payment: (payment.completed_at or payment.created_at, payment.pk), reverse=True)
