"""Confirming that a refund was paid out."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from common.fsm import no_such_edge
from common.money import ZERO
from orders.models import Order
from orders.money.gateway_calls import refund_in, step
from orders.money.settle_refund import settle_refund
from payments.balance_updates import retain
from payments.gateways.answers import Answer, Succeeded
from payments.models import Refund
from payments.statuses import PENDING_REFUNDS, RefundState


class RefundUnderWay(Refusal):
    """The gateway is processing the refund, so it cannot be settled manually."""

    code = "refund_under_way"
    sentence = "The gateway is processing this refund. It can be settled manually only if the gateway does not answer."


def confirm_refund(order: Order, refund: Refund, *, actor: Actor, at: datetime, transaction_id: str = "") -> Refund:
    """Record that the customer has received a refund. Recording it twice changes nothing.

    Raises:
        TransitionRefused: the refund has ended otherwise.
        RefundUnderWay: nobody has been asked.
    """
    return settle_manually(
        order, refund, Succeeded(transaction_id=transaction_id), RefundState.SUCCEEDED, actor=actor, at=at
    )


def settle_manually(
    order: Order, refund: Refund, answer: Answer, goal: RefundState, *, actor: Actor, at: datetime
) -> Refund:
    """Settle a refund that waits for a person."""
    with step(order, actor=actor, at=at) as change:
        row = refund_in(change, refund.pk)
        if row.status == goal:
            return row
        if row.status not in PENDING_REFUNDS:
            raise no_such_edge(row, goal)
        if not row.needs_human:
            raise RefundUnderWay(refund=str(row.pk))
        if goal == RefundState.FAILED and row.excess:
            _let_stay(row)
        settle_refund(change, row, answer)
    return row


def _let_stay(refund: Refund) -> None:
    """Keep what was not owed by decision, except as far as that much of the payment is kept already."""
    payment = refund.payment
    here = payment.refundable_amount + refund.amount
    retain(payment, max(ZERO, min(refund.excess, here - payment.retained_amount)))
