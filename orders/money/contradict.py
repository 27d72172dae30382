"""Recording that a gateway contradicts itself, a person, or us: as an event that waits for a person."""

from __future__ import annotations

from typing import Any

from common.money import format_amount
from events.types import EventType
from orders.change import Change
from orders.money.about import about_payment, about_refund
from payments.gateways.answers import Answer
from payments.models import Payment, Refund
from payments.statuses import Attention


def contradict_payment(change: Change, payment: Payment, attention: Attention, answer: Answer, *, said: str) -> None:
    """A gateway reports something that contradicts the payment. A repeated report is recorded once."""
    if payment.attention == attention and payment.needs_human:
        return
    payment.attention, payment.needs_human, payment.updated_at = attention, True, change.at
    payment.save(update_fields=["attention", "needs_human", "updated_at"])
    facts = {**about_payment(payment), "status": payment.status, "said": said, **_named(answer)}
    change.record(EventType.PAYMENT_CONTRADICTED, **facts, reason=str(attention), needs_human=True)


def contradict_refund(change: Change, refund: Refund, attention: Attention, answer: Answer, *, before: str) -> None:
    """A gateway reports something that contradicts the refund. Its payment waits for a person too."""
    if refund.attention == attention and refund.needs_human and before == refund.status:
        return
    refund.attention, refund.needs_human, refund.updated_at = attention, True, change.at
    refund.save(update_fields=["attention", "needs_human", "updated_at"])
    payment = refund.payment
    payment.attention, payment.needs_human, payment.updated_at = Attention.CONTRADICTED, True, change.at
    payment.save(update_fields=["attention", "needs_human", "updated_at"])
    facts = {**about_refund(refund), "from": before, "to": refund.status, **_named(answer)}
    change.record(EventType.REFUND_CONTRADICTED, **facts, reason=str(attention), needs_human=True)


def _named(answer: Answer) -> dict[str, Any]:
    """The amount and currency that the gateway named."""
    if answer.amount is None:
        return {}
    currency = answer.currency
    return {"said_amount": format_amount(answer.amount, currency), "said_currency": currency}
