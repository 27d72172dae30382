"""Money that nobody announced is noted as a payment by hand."""

from decimal import Decimal

import pytest

from orders.cancelling.cancel import cancel_order
from orders.fulfilment.ship import ship_order
from orders.money.cancel_payment import cancel_payment
from orders.money.pay import start_payment
from orders.money.pay_options import NothingToPay, OrderNotPayable
from orders.money.record import record_payment
from orders.statuses import OrderStatus
from payments.models import Payment
from payments.statuses import PaymentState
from tests.sandbox import state_of


def test_all_that_is_outstanding_is_noted(order, now):
    payment = record_payment(order, **now)

    paid = state_of(order)
    assert (payment.status, payment.amount, payment.method) == (
        PaymentState.COMPLETED,
        Decimal("23.50"),
        "bank-transfer",
    )
    assert (paid.amount_outstanding, paid.status) == (0, OrderStatus.PROCESSING)


def test_an_order_that_was_sent_unpaid_is_paid_afterwards(order, now):
    ship_order(order, **now)

    record_payment(state_of(order), **now)

    paid = state_of(order)
    assert (paid.is_paid, paid.status) == (True, OrderStatus.SHIPPED)


def test_the_same_command_notes_it_once(order, now):
    assert record_payment(order, key="once", **now) == record_payment(order, key="once", **now)
    assert Payment.objects.count() == 1


def test_what_is_paid_is_not_paid_again(order, now):
    record_payment(order, **now)

    with pytest.raises(NothingToPay):
        record_payment(order, **now)
    assert Payment.objects.count() == 1


def test_a_payment_under_way_brings_its_money_itself(order, now):
    begun = start_payment(order, method="bank-transfer", **now)

    with pytest.raises(NothingToPay):
        record_payment(order, **now)
    cancel_payment(order, begun, **now)
    record_payment(order, **now)

    paid = state_of(order)
    assert paid.amount_paid == paid.total


def test_an_order_that_has_ended_is_not_paid(order, now):
    cancel_order(order, **now)

    with pytest.raises(OrderNotPayable):
        record_payment(state_of(order), **now)
    assert not Payment.objects.exists()


def test_a_channel_without_payments_by_hand_notes_none(order, channel, now):
    channel.payment_methods = []
    channel.save()

    with pytest.raises(OrderNotPayable):
        record_payment(state_of(order), **now)
