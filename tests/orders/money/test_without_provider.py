"""Payments without a provider: nobody is asked, so each command is one transaction, which no death cuts in two."""

from decimal import Decimal

import pytest

from orders.change import Change
from orders.money.cancel_payment import cancel_payment
from orders.money.complete import complete_payment
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from payments.models import Payment
from payments.statuses import PaymentState, Question
from tests.sandbox import state_of


def begin(order, now):
    return start_payment(order, method="bank-transfer", key="begin", **now)


def complete(order, now):
    return complete_payment(order, begin(order, now), key="complete", **now)


def void(order, now):
    return cancel_payment(order, begin(order, now), key="void", **now)


def refund(order, now):
    complete(order, now)
    return refund_order(order, RefundRequest(amount=Decimal(5)), key="refund", **now)


@pytest.mark.parametrize(("command", "changes"), [(begin, 1), (complete, 2), (void, 2), (refund, 3)])
def test_each_command_is_one_change(order, now, monkeypatch, command, changes):
    save, saved = Change.save, []
    monkeypatch.setattr(Change, "save", lambda change: saved.append(change) or save(change))

    command(order, now)

    assert len(saved) == changes


@pytest.mark.parametrize("command", [begin, complete, void])
def test_a_command_repeated_under_its_key_answers_the_same(order, now, command):
    first = command(order, now)
    before = state_of(order)

    assert command(order, now).status == first.status
    assert Payment.objects.count() == 1
    assert state_of(order).version == before.version


def test_nothing_is_left_to_ask(order, now):
    assert begin(order, now).asking == Question.NOTHING
    assert void(order, now).asking == Question.NOTHING


def test_a_payment_that_waits_for_an_answer_of_nobody_can_be_voided(order, now):
    payment = begin(order, now)
    Payment.objects.update(asking=Question.CANCEL)

    cancel_payment(order, payment, **now)

    assert Payment.objects.get().status == PaymentState.CANCELLED
