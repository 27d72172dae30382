"""What all commands that call a gateway share: reserve, send, settle.

Each step is a short transaction of its own; during the call none is open and no lock is held. A process that dies
between two steps leaves a row that says what was being done, and `reconcile` resumes it under the same key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from common.actors import Actor
from common.rehearsal import own_transaction
from common.rows import fetch
from events.types import EventType
from orders.change import Change, changing
from orders.models import Order
from orders.money.about import about_refund
from orders.money.return_url import return_url_of
from orders.money.settle import settle_payment
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Answer, Missing
from payments.gateways.asking import ask
from payments.gateways.base import Charge, Operation, RefundCall
from payments.gateways.registry import gateway
from payments.models import Payment, Refund
from payments.reading import refunds_by_id
from payments.statuses import PENDING_REFUNDS, RefundOrigin, RefundState


@contextmanager
def step(order: Order, *, actor: Actor, at: datetime) -> Iterator[Change]:
    """One step of a command that calls a gateway between its steps: committed when the block ends.

    The caller's `If-Match` applies to the first step only.
    """
    with own_transaction(), changing(order, actor=actor, at=at) as change:
        yield change
    order.expected_version = None


def payment_in(change: Change, payment_id: UUID) -> Payment:
    """A payment of the order, as it is under the lock."""
    (payment,) = fetch(Payment, id=payment_id, order_id=change.order.pk)
    return payment


def refund_in(change: Change, refund_id: UUID) -> Refund:
    """A refund of the order, as it is under the lock."""
    return Refund.objects.select_related("payment").get(pk=refund_id, payment__order=change.order)


def ask_about(order: Order, payment: Payment, operation: Operation) -> Answer:
    """Ask the payment's gateway."""
    return ask(gateway(payment.method), operation, charge_for(order, payment))


def settle(order: Order, payment: Payment, answer: Answer, *, actor: Actor, at: datetime) -> Payment:
    """Record what the gateway reported about a payment, and refund at once what was not owed."""
    with step(order, actor=actor, at=at) as change:
        settled = settle_payment(change, payment_in(change, payment.pk), answer)
    send_refunds(order, not_yet_sent(settled), actor=actor, at=at)
    return settled


def send_refunds(order: Order, refunds: Sequence[Refund], *, actor: Actor, at: datetime) -> list[Refund]:
    """Send reserved refunds, and return them as they are afterwards. Of two concurrent callers, one sends.

    Call outside a transaction. What only a person can refund stays reserved.
    """
    sent = {refund.pk: refund for refund in _mark_sent(order, refunds, actor=actor, at=at)}
    for refund in sent.values():
        _settle_refund(order, refund, _ask_for(order, refund, Operation.REFUND), actor=actor, at=at)
    known = {refund.pk: refund for refund in refunds_by_id([refund.pk for refund in refunds])}
    return [known[refund.pk] for refund in refunds]


def recheck_refund(order: Order, refund: Refund, *, actor: Actor, at: datetime) -> Answer | None:
    """Ask what became of a refund that was sent; one that never arrived is sent again under the same key."""
    if refund.needs_human and refund.status == RefundState.RESERVED:
        return None
    if refund.status == RefundState.RESERVED:
        send_refunds(order, [refund], actor=actor, at=at)
        return None
    if refund.status not in PENDING_REFUNDS:
        return None
    answer = _ask_for(order, refund, Operation.LOOK_UP_REFUND)
    if isinstance(answer, Missing):
        answer = _ask_for(order, refund, Operation.REFUND)
    _settle_refund(order, refund, answer, actor=actor, at=at)
    return answer


def charge_for(order: Order, payment: Payment) -> Charge:
    """A payment as it is sent to its gateway."""
    return Charge(
        id=payment.pk,
        amount=payment.amount,
        currency=payment.currency,
        order_ref=order.ref,
        email=order.email,
        return_url=return_url_of(order, payment),
        transaction_id=payment.transaction_id,
        attempt_id=payment.attempt_id,
    )


def _ask_for(order: Order, refund: Refund, operation: Operation) -> Answer:
    payment = refund.payment
    call = RefundCall(refund.pk, refund.amount, charge_for(order, payment), refund.reason, refund.transaction_id)
    return ask(gateway(payment.method), operation, call)


def _settle_refund(order: Order, refund: Refund, answer: Answer, *, actor: Actor, at: datetime) -> None:
    with step(order, actor=actor, at=at) as change:
        settle_refund(change, refund_in(change, refund.pk), answer)


def _mark_sent(order: Order, refunds: Sequence[Refund], *, actor: Actor, at: datetime) -> list[Refund]:
    """Mark the refunds that this caller is to send: still reserved, and made by a gateway."""
    candidates = [refund.pk for refund in refunds if refund.status == RefundState.RESERVED and not refund.needs_human]
    if not candidates:
        return []
    with step(order, actor=actor, at=at) as change:
        ours = list(
            Refund.objects.filter(pk__in=candidates, status=RefundState.RESERVED)
            .select_related("payment")
            .order_by("id")
        )
        for refund in ours:
            refund.send(at=at)
            refund.updated_at = at
            refund.save(update_fields=["status", "updated_at"])
            change.record(EventType.REFUND_SENT, **about_refund(refund))
    return ours


def not_yet_sent(payment: Payment) -> list[Refund]:
    """Refunds of money that was not owed, which settling a payment has reserved. Other commands send their own."""
    if not payment.refund_reserved:
        return []
    own = Refund.objects.filter(payment=payment, status=RefundState.RESERVED, origin=RefundOrigin.EXCESS)
    return list(own.filter(needs_human=False))
