"""What people tell about money that no gateway tells."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from common.actors import Actor
from common.errors import InvalidInput, Refusal, Sentence
from common.fsm import no_such_edge
from common.money import digits, fits, written
from events.types import EventType
from orders.models import Order
from orders.services.exchange import payment_in, refund_in, step
from orders.services.settle import about_payment, reserved, settle_refund
from payments.gateways.base import Answer, Declined, Succeeded
from payments.models import Payment, Refund
from payments.statuses import PENDING_REFUNDS, RefundState


class RefundUnderWay(Refusal):
    """The gateway has the refund and will be asked what became of it: nobody else needs to say."""

    code = "refund_under_way"
    sentence = "The gateway is giving this money back. Only when it keeps silent is a person asked."


def confirm_refund(order: Order, refund: Refund, *, actor: Actor, at: datetime, transaction_id: str = "") -> Refund:
    """Note that the money of a refund is back with the customer. Noted twice, it is the same.

    Raises:
        TransitionRefused: the refund has ended otherwise.
        RefundUnderWay: nobody has been asked.
    """
    return _settle(order, refund, Succeeded(transaction_id=transaction_id), RefundState.SUCCEEDED, actor=actor, at=at)


def give_up_refund(order: Order, refund: Refund, *, actor: Actor, at: datetime, reason: str) -> Refund:
    """Note that the money of a refund was not given back and stays here.

    Raises:
        TransitionRefused, RefundUnderWay: as for `confirm_refund`.
    """
    answer = Declined(code="given_up", detail=reason)
    return _settle(order, refund, answer, RefundState.FAILED, actor=actor, at=at)


def note_chargeback(
    order: Order, payment: Payment, *, amount: Decimal | None, reason: str, actor: Actor, at: datetime, key: str = ""
) -> Refund:
    """Note that the customer's bank took money back: of `amount`, or of everything that was left of the payment.
    Repeated under the same key, it is noted once.

    Raises:
        RefundExceedsPaid: so much is not left.
        InvalidInput: the amount does not fit the currency.
    """
    noted = f"{key}#1" if key else None
    with step(order, actor=actor, at=at) as change:
        before = Refund.objects.filter(payment=payment, idempotency_key=noted).first() if noted else None
        if before:
            return before
        row = payment_in(change, payment.pk)
        taken = row.refundable_amount if amount is None else amount
        if not fits(taken, row.currency) or taken <= 0:
            sentence = Sentence("More than nothing, with {digits} digits after the point.", digits=digits(row.currency))
            raise InvalidInput.on("amount", code="invalid", sentence=sentence)
        facts = {**about_payment(row), "amount": written(taken, row.currency)}
        change.record(EventType.PAYMENT_DISPUTED, **facts, reason=reason)
        refund = reserved(change, row, taken, reason=f"Chargeback: {reason}"[:500], key=noted)
        settle_refund(change, refund, Succeeded())
    return refund


def _settle(order: Order, refund: Refund, answer: Answer, goal: RefundState, *, actor: Actor, at: datetime) -> Refund:
    with step(order, actor=actor, at=at) as change:
        row = refund_in(change, refund.pk)
        if row.status == goal:
            return row
        if row.status not in PENDING_REFUNDS:
            raise no_such_edge(row, goal)
        if not row.needs_human:
            raise RefundUnderWay(refund=str(row.pk))
        settle_refund(change, row, answer)
    return row
