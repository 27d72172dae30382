"""Giving up a refund that was not paid out."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.models import Order
from orders.money.confirm import settle_manually
from payments.gateways.answers import Declined
from payments.models import Refund
from payments.statuses import RefundState


def give_up_refund(order: Order, refund: Refund, *, actor: Actor, at: datetime, reason: str) -> Refund:
    """Record that a refund was not paid out; the money can be refunded again.

    Raises:
        TransitionRefused, RefundUnderWay: as for `confirm_refund`.
    """
    answer = Declined(code="given_up", detail=reason)
    return settle_manually(order, refund, answer, RefundState.FAILED, actor=actor, at=at)
