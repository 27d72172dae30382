"""Resolving a payment that waits for a person."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from common.money import ZERO, format_amount
from events.types import EventType
from orders.models import Order
from orders.money.about import about_payment
from orders.money.gateway_calls import payment_in, step
from orders.money.settle_refund import attention_left
from orders.money.unowed import refresh_unowed, unowed_by
from payments.balance_updates import retain
from payments.models import Payment, Refund
from payments.statuses import NOT_OWED, OPEN_PAYMENTS, PENDING_REFUNDS, Attention


class NothingToResolve(Refusal):
    """The payment does not wait for a person's decision."""

    code = "nothing_to_resolve"
    sentence = "The payment does not wait for a decision."


def refuse_unresolvable(payment: Payment) -> None:
    """Raises:
    NothingToResolve: nobody has to decide anything, or only the gateway can.
    """
    is_undecided = payment.status in OPEN_PAYMENTS or (
        payment.attention == Attention.DISPUTED and attention_left(payment) == Attention.DISPUTED
    )
    if not payment.attention or is_undecided:
        raise NothingToResolve(payment=str(payment.pk))


def resolve_payment(order: Order, payment: Payment, *, actor: Actor, at: datetime, reason: str) -> Payment:
    """Record a person's decision: money of which the payment says that it is kept without being owed stays, or a
    contradiction is settled. If money is kept besides, the payment then says so.

    Raises:
        NothingToResolve: nobody has to decide anything, or only the gateway can.
    """
    with step(order, actor=actor, at=at) as change:
        row = payment_in(change, payment.pk)
        refuse_unresolvable(row)
        kept = min(unowed_by(change.order).amount, row.undecided_amount) if row.attention in NOT_OWED else ZERO
        if kept > ZERO:
            retain(row, kept)
        attention, row.attention = row.attention, attention_left(row)
        row.needs_human, row.updated_at = bool(row.attention), at
        row.save(update_fields=["attention", "needs_human", "updated_at"])
        over = Refund.objects.filter(payment=row).exclude(status__in=PENDING_REFUNDS).exclude(attention="")
        over.update(attention=Attention.NOTHING, needs_human=False, updated_at=at)
        facts = {**about_payment(row), "retained": format_amount(kept, row.currency), "was": attention}
        change.record(EventType.PAYMENT_RESOLVED, **facts, reason=reason)
        refresh_unowed(change)
    return row
