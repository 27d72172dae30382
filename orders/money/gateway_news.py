"""Recording what was done at the gateway, not by us: refunds and disputes, each booked once.

A dispute is booked as a refund of its own: reserved while the bank holds the money, succeeded when it is lost, failed
when it is won.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from common.actors import Actor, ActorKind
from common.money import ZERO, format_amount
from events.types import EventType
from orders.change import Change
from orders.models import Order
from orders.money.about import about_method, about_payment, about_refund
from orders.money.contradict import contradict_payment, was_recorded
from orders.money.gateway_calls import payment_in, step
from orders.money.reserve import new_refund, reserve_disputed, reserved
from orders.money.settle_refund import settle_refund
from orders.money.sums import follow_refund
from orders.money.unowed import excess_of, refresh_unowed
from payments.balance_updates import book_payout
from payments.gateways.answers import Declined, Succeeded
from payments.gateways.base import Gateway
from payments.gateways.news import DisputeNews, DisputeOutcome, News, RefundNews
from payments.models import Payment, Refund
from payments.statuses import Attention, PaymentState, RefundOrigin, RefundState


def follow_news(gateway: Gateway, news: News, *, at: datetime) -> bool:
    """Book what happened at the gateway, once however often it is reported. Return whether it was new."""
    payment = _payment_of(gateway, news)
    if payment is None:
        return False
    order = Order.objects.select_related("channel").get(pk=payment.order_id)
    actor = Actor(ActorKind.GATEWAY, gateway.label, gateway.identifier)
    with step(order, actor=actor, at=at) as change:
        version = change.order.version
        row = payment_in(change, payment.pk)
        if isinstance(news, RefundNews):
            _follow_refund_news(change, row, news)
        elif isinstance(news, DisputeNews):
            _follow_dispute(change, row, news)
        refresh_unowed(change)
    return bool(change.order.version != version)


def _follow_refund_news(change: Change, payment: Payment, news: RefundNews) -> None:
    known = _known(payment, news.id, news.refund)
    if known:
        settle_refund(change, known, news.answer)
        return
    if news.currency != payment.currency or payment.status != PaymentState.COMPLETED:
        contradict_payment(change, payment, Attention.CONTRADICTED, news.answer, said="refunded", transaction=news.id)
        return
    if isinstance(news.answer, Succeeded):
        _book(change, payment, news)
    elif not isinstance(news.answer, Declined) and ZERO < news.amount <= payment.refundable_amount:
        refund = reserved(change, payment, news.amount, reason=_REASON, **_columns(change, news))
        refund.send(at=change.at)
        refund.save(update_fields=["status"])
        change.record(EventType.REFUND_SENT, **about_refund(refund))


def _book(change: Change, payment: Payment, news: RefundNews) -> None:
    """Book a refund that was made at the gateway as succeeded, even beyond what was left to refund."""
    refund = new_refund(change, payment, news.amount, reason=_REASON, **_columns(change, news))
    refund.command = refund.pk
    refund.succeed(at=change.at)
    book_payout(refund)
    refund.save(force_insert=True)
    change.record(EventType.REFUND_SUCCEEDED, **about_refund(refund), **about_method(refund), origin=refund.origin)
    if refund.payment.refunded_beyond:
        said = "refunded beyond"
        contradict_payment(change, refund.payment, Attention.CONTRADICTED, news.answer, said=said, transaction=news.id)
    follow_refund(change)


def _columns(change: Change, news: RefundNews) -> dict[str, Any]:
    (excess,) = excess_of(change.order, [news.amount])
    return {"origin": RefundOrigin.DASHBOARD, "transaction_id": news.id, "excess": excess}


def _follow_dispute(change: Change, payment: Payment, news: DisputeNews) -> None:
    """Open a dispute that is not known yet, then close it if it is decided."""
    refund = _known(payment, news.id) or _noted_manually(payment, news)
    if refund is None:
        refund = _open_dispute(change, payment, news)
    if refund is None or news.outcome == DisputeOutcome.OPEN:
        return
    lost = news.outcome == DisputeOutcome.LOST
    goal = RefundState.SUCCEEDED if lost else RefundState.FAILED
    if refund.status == goal:
        return
    settle_refund(change, refund, Succeeded() if lost else Declined(code="dispute_won"))
    event = EventType.PAYMENT_DISPUTE_LOST if lost else EventType.PAYMENT_DISPUTE_WON
    change.record(event, **{**about_payment(payment), "amount": format_amount(refund.amount, payment.currency)})


def _open_dispute(change: Change, payment: Payment, news: DisputeNews) -> Refund | None:
    """Reserve what the bank holds, as far as it is still here. A person answers the dispute at the gateway."""
    held = min(news.amount, payment.refundable_amount) if news.currency == payment.currency else ZERO
    said = {"dispute": news.id, "amount": format_amount(news.amount, news.currency), "currency": news.currency}
    facts = {**about_payment(payment), **said, "status": payment.status, "reason": news.reason}
    if held <= ZERO and was_recorded(change, EventType.PAYMENT_DISPUTED, facts):
        return None
    change.record(EventType.PAYMENT_DISPUTED, **facts, needs_human=True)
    payment.needs_human, payment.attention, payment.updated_at = True, Attention.DISPUTED, change.at
    payment.save(update_fields=["needs_human", "attention", "updated_at"])
    return reserve_disputed(change, payment, held, dispute=news.id, reason=news.reason)


_REASON = "Refunded at the gateway."


def _known(payment: Payment, transaction_id: str, refund_id: str = "") -> Refund | None:
    """The row of a refund or dispute, by our id or the gateway's."""
    refunds = Refund.objects.select_related("payment").filter(payment__order=payment.order_id)
    try:
        ours = refunds.filter(pk=UUID(refund_id)).first()
    except ValueError:
        ours = None
    return ours or refunds.filter(payment=payment, transaction_id=transaction_id).first()


def _noted_manually(payment: Payment, news: DisputeNews) -> Refund | None:
    """The chargeback that a person noted before the gateway reported it."""
    noted = Refund.objects.select_related("payment").filter(
        payment=payment, origin=RefundOrigin.DISPUTE, transaction_id="", amount=news.amount
    )
    refund = noted.order_by("id").first()
    if refund:
        refund.transaction_id = news.id
        refund.save(update_fields=["transaction_id"])
    return refund


def _payment_of(gateway: Gateway, news: News) -> Payment | None:
    """The payment that carries the money: of an attempt that was given up and paid late, the late one."""
    meant = Q(pk__in=[])
    if news.transaction_id:
        meant |= Q(transaction_id=news.transaction_id)
    if news.attempt_id:
        meant |= Q(attempt_id=news.attempt_id)
    return Payment.objects.filter(meant, method=gateway.identifier).order_by("-id").first()
