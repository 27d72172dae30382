"""Asking a gateway to capture or cancel a payment. Of two concurrent callers, one asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from common.actors import Actor
from common.errors import OutcomeUnknown, PaymentDeclined
from common.fsm import edge_to, no_such_edge
from orders.models import Order
from orders.money.gateway_calls import ask_about, payment_in, settle, step
from orders.money.settle import settle_payment
from payments.balance_updates import begin_asking, stop_asking
from payments.gateways.answers import Declined, Missing, Unknown, Waiting
from payments.gateways.base import Operation
from payments.gateways.registry import gateway
from payments.models import Payment
from payments.statuses import PaymentState, Question

OPERATIONS: Mapping[str, Operation] = {Question.CAPTURE: Operation.CAPTURE, Question.CANCEL: Operation.CANCEL}


GOALS: Mapping[str, PaymentState] = {
    Question.CAPTURE: PaymentState.COMPLETED,
    Question.CANCEL: PaymentState.CANCELLED,
}


class GatewayRefused(PaymentDeclined):
    """The gateway refused. The payment now has the state that the gateway reports."""

    code = "gateway_refused"
    sentence = "The gateway did not {question} the payment, which is {status}: {reason}"


def ask_gateway(
    order: Order, payment: Payment, question: Question, *, actor: Actor, at: datetime, key: str = ""
) -> Payment:
    """Capture or cancel a payment. Without a provider, it is cancelled in the transaction that finds it.

    Raises:
        TransitionRefused, PaymentBusy: it is over, or its gateway is being asked.
        GatewayRefused, OutcomeUnknown: what the gateway made of it.
    """
    with step(order, actor=actor, at=at) as change:
        row = payment_in(change, payment.pk)
        again = bool(key) and row.asking_key == key
        if again and row.status == GOALS[question]:
            return row
        if not (again and row.asking == question):
            refuse_missing_edge(row, question)
            if question == Question.CANCEL and not gateway(row.method).asks_a_provider:
                row.asking_key = key
                return settle_payment(change, row, ask_about(order, row, Operation.CANCEL))
            begin_asking(row, question, at=at, key=key)
    return put_question(order, row, actor=actor, at=at)


def put_question(order: Order, payment: Payment, *, actor: Actor, at: datetime) -> Payment:
    """Send the gateway the question that is recorded on the row, and settle the answer.

    Raises:
        GatewayRefused, OutcomeUnknown: what the gateway made of it.
    """
    question = payment.asking
    answer = ask_about(order, payment, OPERATIONS[question])
    refusal = answer.detail or answer.code if isinstance(answer, Declined) else ""
    if isinstance(answer, (Declined, Missing, Waiting)):
        answer = ask_about(order, payment, Operation.LOOK_UP_PAYMENT)
    settled = settle(order, payment, answer, actor=actor, at=at)
    if settled.status == GOALS[question]:
        return settled
    if isinstance(answer, Unknown):
        raise OutcomeUnknown(payment=str(payment.pk))
    stop_asking(settled, Question(question))
    raise GatewayRefused(
        question=question, status=settled.status, reason=refusal or "it says no more.", payment=str(payment.pk)
    )


def refuse_missing_edge(payment: Payment, question: Question) -> None:
    """Raises:
    TransitionRefused: the payment is over, or holds no money that could be captured.
    """
    goal = GOALS[question]
    holds_money = payment.status == PaymentState.AUTHORIZED
    if edge_to(Payment, payment.status, goal) is None or (question == Question.CAPTURE and not holds_money):
        raise no_such_edge(payment, goal)
