"""Recording unannounced money: cash or a bank transfer, also for an order that was shipped before it was paid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from common.actors import Actor
from common.money import ZERO, format_amount
from events.types import EventType
from orders.change import Change
from orders.models import Order
from orders.money.about import about_payment
from orders.money.gateway_calls import step
from orders.money.pay_options import NothingToPay, OrderNotPayable, offered, open_payments, total_of
from orders.money.settle import settle_payment
from orders.statuses import TERMINATED, OrderStatus
from payments.gateways.answers import Succeeded
from payments.gateways.base import Gateway
from payments.models import Payment


def manual_gateway(order: Order) -> Gateway | None:
    """The channel's first payment method whose money only a person can see arrive."""
    return next((method for method in offered(order).values() if not method.asks_a_provider), None)


def record_payment(order: Order, *, actor: Actor, at: datetime, key: str = "") -> Payment:
    """Record that the outstanding amount has arrived, as a manual payment. Unlike starting a payment, this is possible
    after the order was shipped. Repeated under the same key, it records nothing more.

    Raises:
        OrderNotPayable: a draft, an order that has ended, or a channel without a way to pay by hand.
        NothingToPay: everything is paid, or other payments may still bring it.
    """
    with step(order, actor=actor, at=at) as change:
        noted = Payment.objects.filter(idempotency_key=key, order=change.order).first() if key else None
        if noted:
            return noted
        method = manual_gateway(change.order)
        if method is None or change.order.status in TERMINATED | {OrderStatus.NEW}:
            raise OrderNotPayable(status=OrderStatus(change.order.status).label)
        payment = _begun(change, method, key)
        payment.save(force_insert=True)
        change.record(EventType.PAYMENT_STARTED, **about_payment(payment))
        return settle_payment(change, payment, Succeeded())


def _begun(change: Change, method: Gateway, key: str) -> Payment:
    order = change.order
    under_way = total_of(open_payments(order))
    if order.amount_outstanding - under_way <= 0:
        raise NothingToPay(outstanding=_said(order.amount_outstanding, order), authorized=_said(under_way, order))
    return Payment(
        order=order,
        method=method.identifier,
        label=method.label,
        currency=order.currency,
        amount=order.amount_outstanding - under_way,
        idempotency_key=key or None,
        created_at=change.at,
        updated_at=change.at,
    )


def _said(amount: Decimal, order: Order) -> str:
    return format_amount(max(ZERO, amount), order.currency)
