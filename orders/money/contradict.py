"""Recording that a gateway contradicts itself, a person, or us: as an event that waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.money import format_amount
from events.models import Event
from events.types import EventType
from orders.change import Change
from orders.money.about import about_payment, about_refund
from payments.gateways.answers import Answer
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, Attention


def contradict_payment(
    change: Change, payment: Payment, attention: Attention, answer: Answer, *, said: str, **about: str
) -> None:
    """A gateway reports something that contradicts the payment; `about` says what else it names. A repeated report is
    recorded once."""
    facts = {
        **about_payment(payment),
        "status": payment.status,
        "said": said,
        "reason": str(attention),
        **about,
        **_named(answer),
    }
    waits = payment.attention == attention and payment.needs_human
    is_over = payment.status not in OPEN_PAYMENTS
    if waits or (is_over and was_recorded(change, EventType.PAYMENT_CONTRADICTED, facts)):
        return
    payment.attention, payment.needs_human, payment.updated_at = attention, True, change.at
    payment.save(update_fields=["attention", "needs_human", "updated_at"])
    change.record(EventType.PAYMENT_CONTRADICTED, **facts, needs_human=True)


def contradict_refund(change: Change, refund: Refund, attention: Attention, answer: Answer, *, before: str) -> None:
    """A gateway reports something that contradicts the refund. Its payment waits for a person too."""
    facts = {
        **about_refund(refund),
        "from": before,
        "to": refund.status,
        "reason": str(attention),
        **_named(answer),
    }
    waits = refund.attention == attention and refund.needs_human
    is_over = refund.status not in PENDING_REFUNDS
    is_known = waits or (is_over and was_recorded(change, EventType.REFUND_CONTRADICTED, facts))
    if before == refund.status and is_known:
        return
    refund.attention, refund.needs_human, refund.updated_at = attention, True, change.at
    refund.save(update_fields=["attention", "needs_human", "updated_at"])
    payment = refund.payment
    payment.attention, payment.needs_human, payment.updated_at = Attention.CONTRADICTED, True, change.at
    payment.save(update_fields=["attention", "needs_human", "updated_at"])
    change.record(EventType.REFUND_CONTRADICTED, **facts, needs_human=True)


def was_recorded(change: Change, event: EventType, facts: Mapping[str, Any]) -> bool:
    """Whether an event says the same already. Gateways list the same again and again: what a person has decided does
    not come back."""
    recorded = Event.objects.filter(order=change.order, type=event)
    return recorded.filter(**{f"data__{name}": value for name, value in facts.items()}).exists()


def _named(answer: Answer) -> dict[str, Any]:
    """The amount and currency that the gateway named."""
    if answer.amount is None:
        return {}
    currency = answer.currency
    return {"said_amount": format_amount(answer.amount, currency), "said_currency": currency}
