"""Payments and refunds as events tell of them."""

from __future__ import annotations

from typing import Any

from common.money import format_amount
from payments.models import Payment, Refund


def about_payment(payment: Payment) -> dict[str, Any]:
    """A payment as events tell of it."""
    return {
        "payment": str(payment.pk),
        "method": payment.method,
        "amount": format_amount(payment.amount, payment.currency),
        "currency": payment.currency,
    }


def about_refund(refund: Refund) -> dict[str, Any]:
    """A refund as events tell of it."""
    payment = refund.payment
    return {
        "refund": str(refund.pk),
        "payment": str(payment.pk),
        "amount": format_amount(refund.amount, payment.currency),
        "currency": payment.currency,
    }


def about_way_back(refund: Refund) -> dict[str, str]:
    """What its receiver recognises a refund by."""
    return {"label": refund.payment.label, "card_last4": refund.payment.card_last4}
