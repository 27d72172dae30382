"""Webhooks of gateways. Each event is processed once, in whatever order they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from common.actors import Actor, ActorKind
from orders.change import Change
from orders.models import Order
from orders.money.gateway_calls import not_yet_sent, payment_in, refund_in, send_refunds, step
from orders.money.gateway_news import follow_news
from orders.money.settle import settle_payment
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Waiting
from payments.gateways.base import Gateway, GatewayWebhook, WebhookRefused
from payments.models import GatewayEvent, Payment, Refund
from payments.statuses import PaymentState

LONGEST_ID = 200


def receive_gateway_webhook(gateway: Gateway, headers: Mapping[str, str], body: bytes, *, at: datetime) -> bool:
    """Act on a webhook, and return whether it changed anything: a repeated one does not, nor one that is not about a
    payment of ours.

    Raises:
        WebhookRefused: it does not come from the gateway, cannot be read, or contradicts itself.
    """
    call = read_webhook(gateway, headers, body)
    refund = _refund_meant(gateway, call)
    payment = refund.payment if refund else _payment_meant(gateway, call)
    if payment is None or call.answer is None:
        return bool(sum(follow_news(gateway, news, at=at) for news in call.news))
    _check_identity(call, payment, refund)
    order = Order.objects.select_related("channel").get(pk=payment.order_id)
    actor = Actor(ActorKind.GATEWAY, gateway.label, gateway.identifier)
    with step(order, actor=actor, at=at) as change:
        if GatewayEvent.objects.filter(gateway=gateway.identifier, event_id=call.event_id).exists():
            return False
        settled = _act(change, call, payment, refund)
        GatewayEvent.objects.create(
            gateway=gateway.identifier,
            event_id=call.event_id,
            kind=call.kind[:100],
            payment=payment,
            refund=refund,
            received_at=at,
        )
    send_refunds(order, not_yet_sent(settled), actor=actor, at=at)
    return True


def read_webhook(gateway: Gateway, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
    """A webhook as its gateway reads it.

    Raises:
        WebhookRefused: it was not signed by the gateway, or says nothing that can be read.
    """
    try:
        call = gateway.read_webhook(headers, body)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise WebhookRefused("The webhook cannot be read.") from error
    ids: tuple[object, ...] = (
        call.event_id,
        call.kind,
        call.payment,
        call.refund,
        call.attempt_id,
        call.transaction_id,
    )
    if not call.event_id or any(not isinstance(one, str) or "\0" in one or len(one) > LONGEST_ID for one in ids):
        raise WebhookRefused("The webhook cannot be read.")
    return call


def _act(change: Change, call: GatewayWebhook, payment: Payment, refund: Refund | None) -> Payment:
    """Record what the webhook reports, and return the payment that it turned out to be about."""
    answer = call.answer or Waiting()
    if refund:
        settle_refund(change, refund_in(change, refund.pk), answer)
        return payment
    return settle_payment(change, payment_in(change, payment.pk), answer)


def _check_identity(call: GatewayWebhook, payment: Payment, refund: Refund | None) -> None:
    """A webhook is about one attempt and one transaction: those of the payment that it names."""
    named = (call.attempt_id, payment.attempt_id)
    if all(named) and len(set(named)) > 1:
        raise WebhookRefused("The webhook's attempt is not the payment's.")
    if refund or not call.transaction_id:
        return
    live = Payment.objects.filter(method=payment.method, transaction_id=call.transaction_id)
    live = live.exclude(status__in=[PaymentState.FAILED, PaymentState.CANCELLED]).exclude(pk=payment.pk)
    if live.exclude(attempt_id=payment.attempt_id).exists():
        raise WebhookRefused("The webhook's transaction belongs to another payment.")


def _refund_meant(gateway: Gateway, call: GatewayWebhook) -> Refund | None:
    """By our own id."""
    meant = _id(call.refund)
    if meant is None:
        return None
    refunds = Refund.objects.select_related("payment").filter(payment__method=gateway.identifier)
    return refunds.filter(pk=meant).first()


def _payment_meant(gateway: Gateway, call: GatewayWebhook) -> Payment | None:
    """By our own id, or else by the gateway's: of several, the one that carries the money."""
    if call.refund or call.news:
        return None
    payments = Payment.objects.filter(method=gateway.identifier)
    if meant := _id(call.payment):
        return payments.filter(pk=meant).first()
    known = Q(pk__in=[])
    if call.attempt_id:
        known |= Q(attempt_id=call.attempt_id)
    if call.transaction_id:
        known |= Q(transaction_id=call.transaction_id)
    return payments.filter(known).order_by("-id").first()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
