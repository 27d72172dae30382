"""Recording money that only a person can see arrive: a bank transfer, cash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError

from common.actors import Actor
from common.errors import OutcomeUnknown, Refusal
from common.fsm import edge_to, no_such_edge
from common.violations import is_violation_of
from orders.models import Order
from orders.money.amounts import check_amount
from orders.money.gateway_calls import ask_about, payment_in, settle, step
from orders.money.settle import GIVEN_UP, has_transaction_of_another, money_row, settle_payment
from payments.gateways.answers import PAYMENT_STATE_AFTER, Authorized, Succeeded, Unknown
from payments.gateways.base import Operation
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS, Attention, PaymentState


class GatewayDecides(Refusal):
    """The gateway knows whether the money came, and reports that it did not."""

    code = "gateway_decides"
    sentence = "{method} says that this payment is {status}. Only the gateway can complete it."


class TransactionRecorded(Refusal):
    """Another payment has the same reference: money that came once is recorded once."""

    code = "transaction_recorded"
    sentence = (
        "Another payment by {method} has the reference '{transaction_id}'. If one transfer was for several orders, "
        "add to the reference what tells its parts apart."
    )


class NoPaymentWaits(Refusal):
    """The order has no open payment by a manual method."""

    code = "no_pending_payment"
    sentence = "The order has no open bank transfer or cash payment."


def watched_by_people() -> list[str]:
    """The payment methods whose money only a person can see arrive."""
    return [method for method, provider in gateways().items() if not provider.asks_a_provider]


def complete_waiting_payment(order: Order, *, actor: Actor, at: datetime) -> Payment:
    """Record that an order's manual payment has arrived. At most one such payment is open.

    Raises:
        NoPaymentWaits: there is none.
    """
    waiting = Payment.objects.filter(order=order, method__in=watched_by_people(), status__in=OPEN_PAYMENTS)
    payment = waiting.order_by("-id").first()
    if payment is None:
        raise NoPaymentWaits
    return complete_payment(order, payment, actor=actor, at=at)


def complete_payment(
    order: Order,
    payment: Payment,
    *,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    transaction_id: str = "",
    cheque_number: str = "",
    cheque_date: date | None = None,
    detail: str = "",
    option_id: str = "",
    key: str = "",
) -> Payment:
    """Record that a payment has arrived: `amount`, or what was expected, with what identifies it at the bank. Less
    leaves the rest to pay, more waits for a person. Money of a payment that was given up gets a row of its own.

    Where a gateway can tell, its answer decides; a person's word counts only after the gateway has long been silent.

    Raises:
        TransitionRefused: the money was recorded before, or a payment is over of which its gateway knows.
        TransactionRecorded: another payment has this `transaction_id`.
        GatewayDecides, OutcomeUnknown: the gateway says otherwise, or nothing.
        InvalidInput: an amount that does not fit the currency.
    """
    if amount is not None:
        check_amount(amount, payment.currency, ("amount",))
    provider = gateways().get(payment.method)
    if provider and provider.asks_a_provider:
        return _as_the_gateway_says(order, payment, amount, actor=actor, at=at)
    with _recorded_once(payment, transaction_id), step(order, actor=actor, at=at) as change:
        row = payment_in(change, payment.pk)
        known = money_row(row)
        if known.status == PaymentState.COMPLETED:
            if key and known.asking_key == key:
                return known
            raise no_such_edge(known, PaymentState.COMPLETED)
        if has_transaction_of_another(row, transaction_id):
            raise TransactionRecorded(method=row.label, transaction_id=transaction_id)
        row.cheque_number, row.cheque_date = cheque_number or row.cheque_number, cheque_date or row.cheque_date
        row.detail, row.option_id = detail or row.detail, option_id or row.option_id
        row.asking_key = key
        return settle_payment(change, row, Succeeded(transaction_id=transaction_id, amount=amount))


@contextmanager
def _recorded_once(payment: Payment, transaction_id: str) -> Iterator[None]:
    """Refuse a transaction that is being recorded for another order at the same moment."""
    try:
        yield
    except IntegrityError as error:
        if is_violation_of(error, "payment_transaction_once_a_gateway", "payments_payment.transaction_id"):
            raise TransactionRecorded(method=payment.label, transaction_id=transaction_id) from error
        raise


def refuse_uncompletable(payment: Payment) -> None:
    """Raises:
    TransitionRefused: the payment is over, and no person has to enter what it brought.
    """
    is_amount_awaited = payment.status in GIVEN_UP and payment.attention in _AMOUNT_UNKNOWN
    if edge_to(Payment, payment.status, PaymentState.COMPLETED) is None and not is_amount_awaited:
        raise no_such_edge(payment, PaymentState.COMPLETED)


_AMOUNT_UNKNOWN = frozenset({Attention.OTHER_CURRENCY, Attention.OTHER_AMOUNT})
"""The gateway named an amount or a currency that cannot be recorded."""


def _as_the_gateway_says(
    order: Order, payment: Payment, amount: Decimal | None, *, actor: Actor, at: datetime
) -> Payment:
    refuse_uncompletable(payment)
    answer = ask_about(order, payment, Operation.LOOK_UP_PAYMENT)
    if isinstance(answer, Unknown) and not payment.needs_human:
        raise OutcomeUnknown(payment=str(payment.pk))
    is_amount_awaited = payment.attention in _AMOUNT_UNKNOWN and not isinstance(answer, Authorized)
    if isinstance(answer, Unknown) or is_amount_awaited:
        answer = Succeeded(amount=amount)
    settled = settle(order, payment, answer, actor=actor, at=at)
    if settled.status != PaymentState.COMPLETED:
        raise GatewayDecides(method=settled.label, status=PAYMENT_STATE_AFTER.get(type(answer), settled.status))
    return settled
