"""Recording money that only a person can see arrive: a bank transfer, cash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from common.actors import Actor
from common.errors import OutcomeUnknown, Refusal
from common.fsm import edge_to, no_such_edge
from orders.models import Order
from orders.money.amounts import check_amount
from orders.money.gateway_calls import ask_about, payment_in, settle, step
from orders.money.settle import settle_payment
from payments.gateways.answers import Succeeded, Unknown
from payments.gateways.base import Operation
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS, Attention, PaymentState


class GatewayDecides(Refusal):
    """The gateway knows whether the money came, and reports that it did not."""

    code = "gateway_decides"
    sentence = "{method} says that this payment is {status}. Only the gateway can complete it."


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
        TransitionRefused: the payment is over.
        GatewayDecides, OutcomeUnknown: the gateway says otherwise, or nothing.
        InvalidInput: an amount that does not fit the currency.
    """
    if amount is not None:
        check_amount(amount, payment.currency, ("amount",))
    provider = gateways().get(payment.method)
    if provider and provider.asks_a_provider:
        return _as_the_gateway_says(order, payment, amount, actor=actor, at=at)
    with step(order, actor=actor, at=at) as change:
        row = payment_in(change, payment.pk)
        if key and row.asking_key == key and row.status == PaymentState.COMPLETED:
            return row
        if row.status == PaymentState.COMPLETED:
            raise no_such_edge(row, PaymentState.COMPLETED)
        row.cheque_number, row.cheque_date = cheque_number or row.cheque_number, cheque_date or row.cheque_date
        row.detail, row.option_id = detail or row.detail, option_id or row.option_id
        row.asking_key = key
        return settle_payment(change, row, Succeeded(transaction_id=transaction_id, amount=amount))


def _as_the_gateway_says(
    order: Order, payment: Payment, amount: Decimal | None, *, actor: Actor, at: datetime
) -> Payment:
    if edge_to(Payment, payment.status, PaymentState.COMPLETED) is None:
        raise no_such_edge(payment, PaymentState.COMPLETED)
    answer = ask_about(order, payment, Operation.LOOK_UP_PAYMENT)
    if isinstance(answer, Unknown) and not payment.needs_human:
        raise OutcomeUnknown(payment=str(payment.pk))
    if isinstance(answer, Unknown) or payment.attention in (Attention.OTHER_CURRENCY, Attention.OTHER_AMOUNT):
        answer = Succeeded(amount=amount)
    settled = settle(order, payment, answer, actor=actor, at=at)
    if settled.status != PaymentState.COMPLETED:
        raise GatewayDecides(method=settled.label, status=settled.status)
    return settled
