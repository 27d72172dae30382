"""Payments and refunds as events show them."""

from __future__ import annotations

from typing import Any

from common.money import format_amount
from payments.models import Payment, Refund


def about_payment(payment: Payment) -> dict[str, Any]:
    """A payment as events show it."""
    return {
        "payment": str(payment.pk),
        "method": payment.method,
        "amount": format_amount(payment.amount, payment.currency),
        "currency": payment.currency,
    }


def about_refund(refund: Refund) -> dict[str, Any]:
    """A refund as events show it."""
    payment = refund.payment
    return {
        "refund": str(refund.pk),
        "payment": str(payment.pk),
        "amount": format_amount(refund.amount, payment.currency),
        "currency": payment.currency,
    }


def about_method(refund: Refund) -> dict[str, str]:
    """By what its recipient recognises where a refund goes."""
    return {"label": refund.payment.label, "card_last4": refund.payment.card_last4}
