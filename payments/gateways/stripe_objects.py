"""Stripe's objects, read as answers, news and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from common.money import digits
from payments.gateways.answers import Answer, Authorized, Card, Declined, Succeeded, Waiting, Withdrawn
from payments.gateways.base import GatewayWebhook
from payments.gateways.news import DisputeNews, DisputeOutcome, News, RefundNews

WITHOUT_DIGITS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
"""Stripe's currencies without digits. They are not quite ISO's: MGA has two there, ISK and UGX none."""

INTENTS: Mapping[str, type[Answer]] = {"succeeded": Succeeded, "requires_capture": Authorized, "canceled": Withdrawn}

DISPUTES = {"won": DisputeOutcome.WON, "lost": DisputeOutcome.LOST}

REFUNDS: Mapping[str, type[Answer]] = {"succeeded": Succeeded, "pending": Waiting, "requires_action": Waiting}


def units_of(amount: Decimal, currency: str) -> int | None:
    """The amount in Stripe's smallest units; None if it has a finer step than Stripe takes."""
    places = 0 if currency in WITHOUT_DIGITS else max(2, digits(currency))
    units = amount.scaleb(places)
    fine = units != units.to_integral_value() or (places == 3 and units % 10)
    return None if fine else int(units)


def amount_of(units: int, currency: str) -> Decimal:
    """An amount out of Stripe's smallest units."""
    places = 0 if currency in WITHOUT_DIGITS else max(2, digits(currency))
    return Decimal(units).scaleb(-places)


def session_answer(session: Any) -> Answer:
    if isinstance(session, Answer):
        return session
    if session.status == "expired":
        return Withdrawn(attempt_id=session.id)
    intent = session.payment_intent
    if intent is None or isinstance(intent, str):
        paid = session.payment_status == "paid"
        money = money_of(getattr(session, "amount_total", None), session) if paid else {}
        return (Succeeded if paid else Waiting)(attempt_id=session.id, transaction_id=intent or "", **money)
    return intent_answer(intent, attempt_id=session.id)


def intent_answer(intent: Any, attempt_id: str = "") -> Answer:
    if isinstance(intent, Answer):
        return intent
    kind = INTENTS.get(intent.status, Waiting)
    counted = {"succeeded": "amount_received", "requires_capture": "amount_capturable"}.get(intent.status)
    money = money_of(getattr(intent, counted, None), intent) if counted else {}
    return kind(transaction_id=intent.id, attempt_id=attempt_id, card=card_of(intent), **money)


def refund_answer(refund: Any) -> Answer:
    if isinstance(refund, Answer):
        return refund
    kind = REFUNDS.get(refund.status)
    if kind is None:
        return Declined(code=getattr(refund, "failure_reason", None) or refund.status, transaction_id=refund.id)
    return kind(transaction_id=refund.id, **money_of(getattr(refund, "amount", None), refund))


def refund_news(refund: Any) -> RefundNews:
    return RefundNews(answer=refund_answer(refund), refund=metadata_of(refund).get("refund", ""), **about_money(refund))


def dispute_news(dispute: Any) -> tuple[News, ...]:
    """News of a dispute. A warning is only a question of the bank, and holds no money."""
    intent, status = getattr(dispute, "payment_intent", None), dispute.status
    if not intent or status.startswith("warning_"):
        return ()
    outcome = DISPUTES.get(status, DisputeOutcome.OPEN)
    return (DisputeNews(outcome=outcome, reason=getattr(dispute, "reason", None) or "", **about_money(dispute)),)


def about_money(row: Any) -> dict[str, Any]:
    currency = row.currency.upper()
    intent = getattr(row, "payment_intent", None)
    intent = getattr(intent, "id", intent) or ""
    return {"id": row.id, "amount": amount_of(row.amount, currency), "currency": currency, "transaction_id": intent}


def money_of(units: int | None, row: Any) -> dict[str, Any]:
    """The amount and currency of an object, if it has them."""
    currency = getattr(row, "currency", None)
    if units is None or not currency:
        return {}
    return {"amount": amount_of(units, currency.upper()), "currency": currency.upper()}


def session_event(event: Any, session: Any) -> GatewayWebhook:
    failed = event.type == "checkout.session.async_payment_failed"
    answer = Declined(code="async_payment_failed") if failed else session_answer(session)
    return GatewayWebhook(
        event.id, event.type, answer, payment=session.client_reference_id or "", attempt_id=session.id
    )


def intent_event(event: Any, intent: Any) -> GatewayWebhook:
    """The answer of a payment intent's event. A declined card does not end the payment: the page stays open for
    another."""
    answer = None if intent.status not in INTENTS else intent_answer(intent)
    return GatewayWebhook(
        event.id, event.type, answer, payment=metadata_of(intent).get("payment", ""), transaction_id=intent.id
    )


def metadata_of(row: Any) -> dict[str, str]:
    metadata: Any = getattr(row, "metadata", None)
    return dict(metadata.to_dict()) if metadata else {}


def card_of(intent: Any) -> Card | None:
    charge = getattr(intent, "latest_charge", None)
    details = getattr(charge, "payment_method_details", None) if charge and not isinstance(charge, str) else None
    card = getattr(details, "card", None)
    return Card(card.brand, card.last4) if card else None
