"""A payment method is taken out of the configuration while money is open there."""

import pytest

from common.fsm import TransitionRefused
from orders.cancelling.cancel import cancel_order
from orders.money.cancel_payment import cancel_payment
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.sandbox import state_of
from workplace.work_queue import QUEUES


@pytest.fixture
def remove(settings, sandbox):
    def remove(method):
        settings.PAYMENT_GATEWAYS = {name: each for name, each in sandbox.configured.items() if name != method}

    return remove


def waits(order, queue, at):
    return order.pk in {row["waits"] for row in QUEUES[queue].waiting(at)}


def ask_for_hours(money):
    for hours in range(2, 30):
        money.reconcile(hours=hours)


def test_the_order_is_cancelled_and_a_person_learns_of_the_open_payment(order, money, remove, now):
    money.start(order)
    remove("sandbox-card")

    cancelled = cancel_order(order, **now).order
    ask_for_hours(money)

    assert cancelled.status == OrderStatus.CANCELLED
    assert waits(order, "payment_unknown", now["at"])
    complete_payment(order, Payment.objects.get(), **now)
    assert (Refund.objects.get().needs_human, state_of(order).amount_paid) == (True, order.total)


def test_a_person_learns_of_money_that_is_held_there(order, money, sandbox, remove, settings, now):
    payment = money.start(order, method="sandbox-hold")
    sandbox.pay(payment)
    sandbox.deliver(method="sandbox-hold")
    remove("sandbox-hold")

    ask_for_hours(money)

    row = Payment.objects.get()
    assert (row.status, row.attention, waits(order, "payment_unknown", now["at"])) == ("authorized", "no_answer", True)

    settings.PAYMENT_GATEWAYS = sandbox.configured
    money.reconcile(hours=60)

    row = Payment.objects.get()
    assert (row.status, row.attention, waits(order, "payment_unknown", now["at"])) == ("authorized", "", False)


def test_a_refund_that_was_sent_there_reaches_a_person(order, money, sandbox, remove, now):
    money.pay(order)
    sandbox.misbehave("refund", "cut_before")
    refund_order(order, RefundRequest(), **now)
    remove("sandbox-card")

    ask_for_hours(money)

    assert (Refund.objects.get().status, Refund.objects.get().needs_human) == ("unknown", True)
    assert waits(order, "refund_unknown", now["at"])


def test_whoever_voids_it_has_looked_there(order, money, remove, now):
    """While a program asks in vain, a person's word counts."""
    money.start(order)
    remove("sandbox-card")
    cancel_order(order, **now)
    assert Payment.objects.get().asking == "cancel"

    for _ in range(2):
        cancel_payment(order, Payment.objects.get(), key="void", **now)

    row = Payment.objects.get()
    assert (row.status, row.asking, row.needs_human) == ("cancelled", "", False)
    with pytest.raises(TransitionRefused):
        cancel_payment(order, row, **now)
