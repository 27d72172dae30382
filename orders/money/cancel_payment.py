"""Voiding a payment before it has brought money."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import OutcomeUnknown
from common.fsm import TransitionRefused
from orders.models import Order
from orders.money.ask_gateway import GatewayRefused, ask_gateway
from orders.money.pay_options import open_payments
from payments.balance_updates import PaymentBusy
from payments.models import Payment
from payments.statuses import Question


def cancel_payment(order: Order, payment: Payment, *, actor: Actor, at: datetime, key: str = "") -> Payment:
    """Void a payment before it has brought money.

    Raises:
        TransitionRefused: it is over.
        PaymentBusy, GatewayRefused, OutcomeUnknown: as for `capture_payment`.
    """
    return ask_gateway(order, payment, Question.CANCEL, actor=actor, at=at, key=key)


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
        cancel_payment(order, payment, actor=actor, at=at)
    except (PaymentBusy, OutcomeUnknown):
        return False
    except (GatewayRefused, TransitionRefused):
        return True  # it is over, by somebody else's doing
    return True
