"""Money that only people can see."""

from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from orders.money.complete import (
    GatewayDecides,
    NoPaymentWaits,
    complete_payment,
    complete_waiting_payment,
)
from orders.money.pay import start_payment
from orders.statuses import OrderStatus
from payments.gateways.answers import Authorized, Succeeded
from payments.models import Payment
from tests.sandbox import state_of


def test_a_bank_transfer_that_arrived_pays_the_order(order, money, now):
    payment = money.start(order, method="bank-transfer")

    complete_payment(order, payment, transaction_id="SEPA 42", **now)

    row = Payment.objects.get()
    assert (row.status, row.transaction_id, row.url) == ("completed", "SEPA 42", "")
    assert state_of(order).status == OrderStatus.PROCESSING


def test_a_cheque_keeps_its_number(order, money, now):
    payment = money.start(order, method="cash-on-delivery")

    complete_payment(order, payment, cheque_number="000123", **now)

    assert Payment.objects.get().cheque_number == "000123"


def test_money_arrives_once(order, money, now):
    payment = money.start(order, method="bank-transfer")
    complete_payment(order, payment, **now)

    with pytest.raises(TransitionRefused, match="Can't change payment with status 'Completed' to 'Completed'"):
        complete_payment(order, Payment.objects.get(), **now)
    assert state_of(order).amount_paid == order.total


def test_a_completion_repeated_under_its_key_answers_the_same(order, money, now):
    payment = money.start(order, method="bank-transfer")

    rows = [complete_payment(order, payment, key="command-1", **now) for _ in range(2)]

    assert [row.status for row in rows] == ["completed", "completed"]
    assert state_of(order).amount_paid == order.total


def test_a_gateway_knows_better_than_a_person(order, money, now, sandbox):
    payment = money.start(order)

    with pytest.raises(GatewayDecides):
        complete_payment(order, payment, **now)

    sandbox.pay(payment)
    assert complete_payment(order, payment, **now).status == "completed"


def test_the_one_payment_that_is_waited_for_needs_no_name(order, money, now):
    money.start(order, method="bank-transfer")

    assert complete_waiting_payment(order, **now).status == "completed"
    assert state_of(order).status == OrderStatus.PROCESSING


def test_a_card_payment_is_not_taken_for_a_transfer(order, money, now):
    money.start(order)

    with pytest.raises(NoPaymentWaits):
        complete_waiting_payment(order, **now)

    assert Payment.objects.get().status != "completed"


def test_what_is_only_held_in_another_currency_is_no_money_yet(order, obliging, now, monkeypatch):
    held = Authorized(amount=Decimal(20), currency="EUR")
    monkeypatch.setattr(obliging.hold, "start", lambda charge: held)
    start_payment(order, method="hold", **now)
    monkeypatch.setattr(obliging.hold, "look_up_payment", lambda charge: held)

    with pytest.raises(GatewayDecides, match="Card, captured later says that this payment is authorized"):
        complete_payment(order, Payment.objects.get(), amount=order.total, **now)
    assert (state_of(order).amount_paid, Payment.objects.get().attention) == (0, "other_currency")

    taken = Succeeded(amount=Decimal(20), currency="EUR")
    monkeypatch.setattr(obliging.hold, "look_up_payment", lambda charge: taken)
    assert complete_payment(order, Payment.objects.get(), amount=order.total, **now).status == "completed"
