"""Capturing an authorized payment."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.models import Order
from orders.money.ask_gateway import ask_gateway
from payments.models import Payment
from payments.statuses import Question


def capture_payment(order: Order, payment: Payment, *, actor: Actor, at: datetime, key: str = "") -> Payment:
    """Capture an authorized payment.

    Raises:
        TransitionRefused: it holds none.
        PaymentBusy: somebody else is capturing or cancelling it.
        GatewayRefused, OutcomeUnknown: what the gateway made of it.
    """
    return ask_gateway(order, payment, Question.CAPTURE, actor=actor, at=at, key=key)
