"""Voiding a payment before it has brought money."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import OutcomeUnknown
from common.fsm import TransitionRefused
from orders.models import Order
from orders.money.ask_gateway import GatewayRefused, ask_gateway, refuse_missing_edge
from orders.money.gateway_calls import payment_in, step
from orders.money.pay_options import open_payments
from orders.money.settle import settle_payment
from payments.balance_updates import PaymentBusy
from payments.gateways.answers import Withdrawn
from payments.gateways.registry import gateway
from payments.gateways.removed import RemovedGateway
from payments.models import Payment
from payments.statuses import PaymentState, Question


def cancel_payment(order: Order, payment: Payment, *, actor: Actor, at: datetime, key: str = "") -> Payment:
    """Void a payment before it has brought money. A gateway that is no longer configured is not asked: the caller has
    looked there.

    Raises:
        TransitionRefused: it is over.
        PaymentBusy, GatewayRefused, OutcomeUnknown: as for `capture_payment`.
    """
    if not isinstance(gateway(payment.method), RemovedGateway):
        return ask_gateway(order, payment, Question.CANCEL, actor=actor, at=at, key=key)
    with step(order, actor=actor, at=at) as change:
        row = payment_in(change, payment.pk)
        if key and row.asking_key == key and row.status == PaymentState.CANCELLED:
            return row
        refuse_missing_edge(row, Question.CANCEL)
        row.asking_key = key
        return settle_payment(change, row, Withdrawn())


def stop_payments(order: Order, *, actor: Actor, at: datetime) -> list[Payment]:
    """Void every open payment, and return those that could not be voided.

    Call outside a transaction. Money that arrives nevertheless is recorded, and refunded if the order was cancelled.
    """
    under_way = open_payments(order)
    for payment in under_way:
        ask_to_cancel(order, payment, actor=actor, at=at)
    return open_payments(order) if under_way else []


def ask_to_cancel(order: Order, payment: Payment, *, actor: Actor, at: datetime) -> bool:
    """Void a payment if its gateway agrees, and return whether it is closed."""
    try:
        ask_gateway(order, payment, Question.CANCEL, actor=actor, at=at)
    except (PaymentBusy, OutcomeUnknown):
        return False
    except (GatewayRefused, TransitionRefused):
        return True  # it is over, by somebody else's doing
    return True
