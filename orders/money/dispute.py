"""A chargeback: the customer's bank took money back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from common.actors import Actor
from common.errors import InvalidInput, Sentence
from common.money import digits, fits, format_amount
from events.types import EventType
from orders.models import Order
from orders.money.about import about_payment
from orders.money.gateway_calls import payment_in, step
from orders.money.reserve import reserved
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Succeeded
from payments.models import Payment, Refund
from payments.statuses import RefundOrigin


def note_chargeback(
    order: Order, payment: Payment, *, amount: Decimal | None, reason: str, actor: Actor, at: datetime, key: str = ""
) -> Refund:
    """Record that the customer's bank took back `amount`, or all that was left of the payment. Repeated under the same
    key, it is recorded once.

    Raises:
        RefundExceedsPaid: so much is not left.
        InvalidInput: the amount does not fit the currency.
    """
    noted = f"{key}#1" if key else None
    with step(order, actor=actor, at=at) as change:
        before = Refund.objects.filter(payment=payment, idempotency_key=noted).first() if noted else None
        if before:
            return before
        row = payment_in(change, payment.pk)
        taken = row.refundable_amount if amount is None else amount
        if not fits(taken, row.currency) or taken <= 0:
            sentence = Sentence(
                "Amount must be greater than zero, with at most {digits} decimals.", digits=digits(row.currency)
            )
            raise InvalidInput.on("amount", code="invalid", sentence=sentence)
        facts = {**about_payment(row), "amount": format_amount(taken, row.currency)}
        change.record(EventType.PAYMENT_DISPUTED, **facts, reason=reason)
        noted_as: dict[str, Any] = {"reason": f"Chargeback: {reason}"[:500], "origin": RefundOrigin.DISPUTE}
        refund = reserved(change, row, taken, key=noted, **noted_as)
        settle_refund(change, refund, Succeeded())
    return refund
