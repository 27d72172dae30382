"""Recording a gateway's answer on the payment or refund, and what follows from it for the order.

Answers that arrive twice, late or out of order end in the same state: one that is no transition from the row's present
state changes nothing.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_noop as _

from common.fsm import edge_to, move
from common.money import LARGEST_AMOUNT, ZERO, fits, format_amount
from events.types import EventType
from orders.change import Change
from orders.models import Order
from orders.money.about import about_payment
from orders.money.contradict import contradict_payment
from orders.money.early_disputes import hold_disputed, late_key
from orders.money.reserve import reserve_excess
from orders.money.sums import follow_payment, refresh_money
from orders.money.unowed import refresh_unowed, unowed_by
from orders.statuses import TERMINATED, OrderStatus
from payments.gateways.answers import PAYMENT_STATE_AFTER, Answer, Declined, Redirect, Unknown
from payments.models import Payment
from payments.reading import payments_of
from payments.statuses import OPEN_PAYMENTS, Attention, PaymentState, Question

ENDED = {PaymentState.COMPLETED, PaymentState.FAILED, PaymentState.CANCELLED}
"""Payments about which nothing more is asked."""

GIVEN_UP = frozenset({PaymentState.FAILED, PaymentState.CANCELLED})
"""Payments that brought no money."""

HELD = frozenset({PaymentState.AUTHORIZED, PaymentState.COMPLETED})
"""Payments whose money is held for the merchant, or received."""

_EVENTS = {
    PaymentState.PROCESSING: EventType.PAYMENT_PROCESSING,
    PaymentState.AUTHORIZED: EventType.PAYMENT_AUTHORIZED,
    PaymentState.COMPLETED: EventType.PAYMENT_COMPLETED,
    PaymentState.FAILED: EventType.PAYMENT_FAILED,
    PaymentState.CANCELLED: EventType.PAYMENT_CANCELLED,
}


def settle_payment(change: Change, payment: Payment, answer: Answer) -> Payment:
    """Record an answer on a payment, and update the order. Returns the row that carries the money, if money came.

    A different amount is recorded as received. A different currency, and an answer that contradicts money already
    received, wait for a person.

    Call under the order's lock, with a row that was read under it.
    """
    goal = PAYMENT_STATE_AFTER.get(type(answer))
    if goal is None:
        _note_unknown(change, payment, answer)
        return payment
    if goal is PaymentState.COMPLETED:
        payment = money_row(payment)
    wrong = _contradiction(payment, answer, goal)
    if wrong:
        contradict_payment(change, payment, wrong, answer, said=str(goal))
        return payment
    if goal is PaymentState.COMPLETED and payment.status in GIVEN_UP:
        payment = _late_money(change, payment, answer)
    _take(change, payment, answer, goal)
    return payment


def money_row(payment: Payment) -> Payment:
    """The row that carries a payment's money: its own, or that of money which came after it had been given up."""
    if payment.status not in GIVEN_UP:
        return payment
    return Payment.objects.filter(idempotency_key=late_key(payment)).first() or payment


def has_transaction_of_another(payment: Payment, transaction_id: str) -> bool:
    """Whether a transaction is that of another live payment: money that moved once is recorded once."""
    is_own = transaction_id == payment.transaction_id and payment.status not in GIVEN_UP
    if is_own or not transaction_id:
        return False
    same = Payment.objects.filter(method=payment.method, transaction_id=transaction_id)
    return same.exclude(status__in=GIVEN_UP).exclude(pk=payment.pk).exists()


def _take(change: Change, payment: Payment, answer: Answer, goal: PaymentState) -> None:
    """Apply the answer's transition; one that is impossible from the row's state changes nothing."""
    edge = edge_to(Payment, payment.status, goal)
    new_page = isinstance(answer, Redirect) and payment.status == goal and payment.url != answer.url
    if edge or payment.status == goal:
        _note_identity(change, payment, answer)
    if edge:
        asked = payment.amount
        if goal in HELD and answer.amount is not None:
            payment.amount = answer.amount
        reasons = {"code": answer.code, "detail": answer.detail} if isinstance(answer, Declined) else {}
        move(payment, edge.name, at=change.at, **reasons)
        _save(change, payment)
        _follow(change, payment, asked)
    elif payment.asking or new_page:
        _save(change, payment)
    if new_page:
        change.record(EventType.PAYMENT_PROCESSING, **about_payment(payment))


def _contradiction(payment: Payment, answer: Answer, goal: PaymentState) -> Attention | None:
    """Why an answer cannot be written on a payment; None if it can, or says nothing new."""
    if goal in HELD and answer.currency not in ("", payment.currency):
        return Attention.OTHER_CURRENCY
    if goal in HELD and answer.amount is not None and not _can_be(payment, answer.amount):
        return Attention.OTHER_AMOUNT
    if goal in HELD and has_transaction_of_another(payment, answer.transaction_id):
        return Attention.CONTRADICTED
    if payment.status == PaymentState.COMPLETED and goal in GIVEN_UP:
        return Attention.CONTRADICTED
    if payment.status == goal == PaymentState.COMPLETED and answer.amount not in (None, payment.amount):
        return Attention.OTHER_AMOUNT
    return None


def _can_be(payment: Payment, amount: Decimal) -> bool:
    return ZERO < amount < LARGEST_AMOUNT and fits(amount, payment.currency)


def _note_unknown(change: Change, payment: Payment, answer: Answer) -> None:
    """The outcome is unknown: recorded once, and found out later."""
    if isinstance(answer, Unknown) and payment.asking and not payment.failure_detail:
        payment.failure_detail = answer.detail[:500]
        Payment.objects.filter(pk=payment.pk).update(failure_detail=payment.failure_detail, updated_at=change.at)
        change.record(EventType.PAYMENT_UNKNOWN, **about_payment(payment), asked_to=payment.asking)


def _late_money(change: Change, payment: Payment, answer: Answer) -> Payment:
    """A new row for money that came after its attempt had been given up. The attempt's row stays as it is, and waits
    for nobody any more; what its bank disputes waits for a person on the new one."""
    late = Payment(
        order=change.order,
        amount=answer.amount or payment.amount,
        idempotency_key=late_key(payment),
        created_at=change.at,
        updated_at=change.at,
        **{name: getattr(payment, name) for name in _COPIED},
    )
    if payment.attention == Attention.DISPUTED:
        late.attention, late.needs_human = Attention.DISPUTED, True
    late.save(force_insert=True)
    if payment.attention:
        Payment.objects.filter(pk=payment.pk).update(
            attention=Attention.NOTHING, needs_human=False, updated_at=change.at
        )
    change.record(EventType.PAYMENT_STARTED, **about_payment(late), late_for=str(payment.pk))
    return late


_COPIED = (
    "method", "label", "currency", "transaction_id", "attempt_id", "card_brand", "card_last4", "cheque_number",
    "cheque_date", "detail", "option_id", "asking_key",
)  # fmt: skip


def _note_identity(change: Change, payment: Payment, answer: Answer) -> None:
    payment.transaction_id = answer.transaction_id or payment.transaction_id
    payment.attempt_id = answer.attempt_id or payment.attempt_id
    if answer.card and not change.order.erased_at:
        payment.card_brand, payment.card_last4 = answer.card.brand[:30], answer.card.last4[:4]
    if isinstance(answer, Redirect):
        payment.url = answer.url
    if not isinstance(answer, Declined):
        payment.failure_detail = ""


def _save(change: Change, payment: Payment) -> None:
    """Write the row. An open question to the gateway is answered once the payment is begun, captured or given up; a
    dispute that was reported before stays with a person."""
    answered = payment.status in ENDED or (payment.asking == Question.START and payment.status != PaymentState.NEW)
    if answered:
        payment.asking, payment.attempts = Question.NOTHING, 0
        if payment.attention != Attention.DISPUTED:
            payment.needs_human, payment.attention = False, Attention.NOTHING
    payment.updated_at = change.at
    change.writes.update(payment, _SETTLED)


_SETTLED = (
    "status", "amount", "transaction_id", "attempt_id", "card_brand", "card_last4", "url", "failure_code",
    "failure_detail", "authorized_at", "completed_at", "cheque_number", "cheque_date", "detail", "option_id",
    "asking", "asking_key", "attempts", "needs_human", "attention", "updated_at",
)  # fmt: skip


def _follow(change: Change, payment: Payment, asked: Decimal) -> None:
    why = {"code": payment.failure_code, "detail": payment.failure_detail} if payment.failure_code else {}
    if payment.amount != asked:
        why["asked"] = format_amount(asked, payment.currency)
    change.record(_EVENTS[PaymentState(payment.status)], **about_payment(payment), **why)
    if payment.status == PaymentState.COMPLETED:
        follow_payment(change)
        hold_disputed(change, payment)
        _refund_excess(change, payment)
        refresh_unowed(change)
        return
    refresh_money(change)
    if (
        payment.status == PaymentState.FAILED
        and not any(other.status in OPEN_PAYMENTS for other in payments_of(change.order.pk))
        and change.order.status != OrderStatus.HOLD
        and edge_to(Order, change.order.status, OrderStatus.FAILED)
    ):
        change.move("fail", note=_("The payment failed."))


def _refund_excess(change: Change, payment: Payment) -> None:
    """Money that came for an order that was cancelled meanwhile, or twice, is reserved to be refunded at once."""
    order = change.order
    if order.status in TERMINATED:
        reason = _("The order was cancelled before the payment arrived.")
        reserve_excess(change, payment, payment.amount, reason=reason)
        return
    excess = min(payment.amount, unowed_by(order).beyond_due)
    reserve_excess(change, payment, excess, reason=_("More was paid than was owed."))
