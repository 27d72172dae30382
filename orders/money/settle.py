"""Writing down what a gateway said: on the payment or refund, and what follows from it for the order.

Whatever is told twice, late or in the wrong order ends the same: an answer that leads nowhere from where the row is
changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from common.fsm import edge_to, move
from common.money import ZERO, format_amount
from events.types import EventType
from orders.change import Change
from orders.models import Order
from orders.money.sums import follow_payment, follow_refund, refresh_money
from orders.statuses import TERMINATED, OrderStatus
from payments.balance_updates import pay_out_refund, release_refund, reserve_refund
from payments.gateways.base import PAYMENT_STATE_AFTER, Answer, Declined, Redirect, Succeeded, Unknown
from payments.gateways.registry import gateways
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, PaymentState, Question, RefundState

TAKEN = {PaymentState.COMPLETED, PaymentState.FAILED, PaymentState.CANCELLED}
"""Nothing more is asked about a payment."""

_EVENTS = {
    PaymentState.PROCESSING: EventType.PAYMENT_PROCESSING,
    PaymentState.AUTHORIZED: EventType.PAYMENT_AUTHORIZED,
    PaymentState.COMPLETED: EventType.PAYMENT_COMPLETED,
    PaymentState.FAILED: EventType.PAYMENT_FAILED,
    PaymentState.CANCELLED: EventType.PAYMENT_CANCELLED,
}


def settle_payment(change: Change, payment: Payment, answer: Answer) -> Payment:
    """Write an answer on a payment and let the order follow. Gives the row that carries the money, if money came.

    Call under the order's lock, with a row that was read under it.
    """
    goal = PAYMENT_STATE_AFTER.get(type(answer))
    if goal is None:
        _lose_sight(change, payment, answer)
        return payment
    if goal is PaymentState.COMPLETED and payment.status in (PaymentState.FAILED, PaymentState.CANCELLED):
        payment = _late_money(change, payment)
    edge = edge_to(Payment, payment.status, goal)
    new_page = isinstance(answer, Redirect) and payment.status == goal and payment.url != answer.url
    if edge or payment.status == goal:
        _note_identity(payment, answer)
    if edge:
        reasons = {"code": answer.code, "detail": answer.detail} if isinstance(answer, Declined) else {}
        move(payment, edge.name, at=change.at, **reasons)
        _save(change, payment)
        _follow(change, payment)
    elif payment.asking or new_page:
        _save(change, payment)
    if new_page:
        change.record(EventType.PAYMENT_PROCESSING, **about_payment(payment))
    return payment


def settle_refund(change: Change, refund: Refund, answer: Answer) -> None:
    """Write an answer on a refund, update its payment's sums, and let the order follow.

    Call under the order's lock, with a row that was read under it.
    """
    if refund.status not in PENDING_REFUNDS:
        return
    refund.transaction_id = refund.transaction_id or answer.transaction_id
    if isinstance(answer, Succeeded):
        refund.succeed(at=change.at)
        pay_out_refund(refund)
        _save_refund(change, refund, EventType.REFUND_SUCCEEDED)
        follow_refund(change)
    elif isinstance(answer, Declined):
        refund.fail(at=change.at, code=answer.code, detail=answer.detail)
        release_refund(refund)
        _save_refund(change, refund, EventType.REFUND_FAILED, code=answer.code)
    elif isinstance(answer, Unknown) and refund.status == RefundState.SENT:
        refund.lose_sight(at=change.at, detail=answer.detail)
        _save_refund(change, refund, EventType.REFUND_UNKNOWN)


def reserved(
    change: Change,
    payment: Payment,
    amount: Decimal,
    *,
    reason: str,
    key: str | None = None,
    command: UUID | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
) -> Refund:
    """Claim money of a payment for a refund that is yet to be sent; `command` is the first refund of its command, if it
    is not that itself.

    Raises:
        RefundExceedsPaid: so much is not left.
    """
    reserve_refund(payment, amount)
    provider = gateways().get(payment.method)
    refund = Refund(
        payment=payment,
        amount=amount,
        reason=reason,
        idempotency_key=key,
        lines=list(lines),
        needs_human=provider is None or not provider.asks_a_provider,
        actor_kind=change.actor.kind,
        actor_name=change.actor.name[:150],
        created_at=change.at,
        updated_at=change.at,
    )
    refund.command = command or refund.pk
    refund.save(force_insert=True)
    change.record(EventType.REFUND_RESERVED, **about_refund(refund), reason=reason)
    return refund


def about_payment(payment: Payment) -> dict[str, Any]:
    """A payment as events tell of it."""
    return {
        "payment": str(payment.pk),
        "method": payment.method,
        "amount": format_amount(payment.amount, payment.currency),
        "currency": payment.currency,
    }


def about_refund(refund: Refund) -> dict[str, Any]:
    """A refund as events tell of it."""
    payment = refund.payment
    return {
        "refund": str(refund.pk),
        "payment": str(payment.pk),
        "amount": format_amount(refund.amount, payment.currency),
        "currency": payment.currency,
    }


def _lose_sight(change: Change, payment: Payment, answer: Answer) -> None:
    """Nobody knows. It is said once, and found out later."""
    if isinstance(answer, Unknown) and payment.asking and not payment.failure_detail:
        payment.failure_detail = answer.detail[:500]
        Payment.objects.filter(pk=payment.pk).update(failure_detail=payment.failure_detail, updated_at=change.at)
        change.record(EventType.PAYMENT_UNKNOWN, **about_payment(payment), asked_to=payment.asking)


def _late_money(change: Change, payment: Payment) -> Payment:
    """A row for money that came after its attempt had been given up: it is ours, and the attempt's row stays."""
    late = Payment.objects.filter(idempotency_key=f"{payment.pk}:late").first()
    if late:
        return late
    copied = ("method", "label", "currency", "amount", "transaction_id", "attempt_id", "card_brand", "card_last4")
    late = Payment(
        order=change.order,
        idempotency_key=f"{payment.pk}:late",
        created_at=change.at,
        updated_at=change.at,
        **{name: getattr(payment, name) for name in copied},
    )
    late.save(force_insert=True)
    change.record(EventType.PAYMENT_STARTED, **about_payment(late), late_for=str(payment.pk))
    return late


def _note_identity(payment: Payment, answer: Answer) -> None:
    payment.transaction_id = answer.transaction_id or payment.transaction_id
    payment.attempt_id = answer.attempt_id or payment.attempt_id
    if answer.card:
        payment.card_brand, payment.card_last4 = answer.card.brand[:30], answer.card.last4[:4]
    if isinstance(answer, Redirect):
        payment.url = answer.url
    if not isinstance(answer, Declined):
        payment.failure_detail = ""


def _save(change: Change, payment: Payment) -> None:
    """Write the row. A question is answered when the payment is begun, captured or given up, whoever told so."""
    answered = payment.status in TAKEN or (payment.asking == Question.START and payment.status != PaymentState.NEW)
    if answered:
        payment.asking, payment.attempts, payment.needs_human = Question.NOTHING, 0, False
    payment.updated_at = change.at
    payment.save(
        update_fields=[
            "status", "transaction_id", "attempt_id", "card_brand", "card_last4", "url", "failure_code",
            "failure_detail", "authorized_at", "completed_at", "cheque_number", "cheque_date", "detail", "option_id",
            "asking", "asking_key", "attempts", "needs_human", "updated_at",
        ]
    )  # fmt: skip


def _follow(change: Change, payment: Payment) -> None:
    why = {"code": payment.failure_code, "detail": payment.failure_detail} if payment.failure_code else {}
    change.record(_EVENTS[PaymentState(payment.status)], **about_payment(payment), **why)
    if payment.status == PaymentState.COMPLETED:
        follow_payment(change)
        _refund_excess(change, payment)
        return
    refresh_money(change)
    under_way = Payment.objects.filter(order=change.order, status__in=OPEN_PAYMENTS).exists()
    if (
        payment.status == PaymentState.FAILED
        and not under_way
        and change.order.status != OrderStatus.HOLD
        and edge_to(Order, change.order.status, OrderStatus.FAILED)
    ):
        change.move("fail", note=_("The payment failed."))


def _refund_excess(change: Change, payment: Payment) -> None:
    """Money that came for an order that was called off meanwhile, or twice, is set aside to go back at once."""
    order = change.order
    if order.status in TERMINATED:
        reserved(change, payment, payment.amount, reason=_("The order was cancelled before the payment arrived."))
        return
    excess = min(payment.amount, max(ZERO, -order.amount_outstanding))
    if excess:
        reserved(change, payment, excess, reason=_("More was paid than was owed."))


def _save_refund(change: Change, refund: Refund, event: EventType, **more: Any) -> None:
    if refund.status != RefundState.UNKNOWN:
        refund.needs_human = False
    refund.updated_at = change.at
    refund.save(
        update_fields=[
            "status", "transaction_id", "failure_code", "failure_detail", "needs_human", "settled_at", "updated_at"
        ]
    )  # fmt: skip
    change.record(event, **about_refund(refund), **more)
