"""Authorized money is taken or given up: one of the two, once."""

import pytest

from common.errors import OutcomeUnknown
from common.fsm import TransitionRefused
from orders.money.ask_gateway import GatewayRefused
from orders.money.cancel_payment import cancel_payment, stop_payments
from orders.money.capture import capture_payment
from orders.statuses import OrderStatus
from payments.balance_updates import PaymentBusy
from payments.models import Payment
from tests.sandbox import gateway_and_books_agree, state_of

CUT_AFTER_CARD = "4000000000000051"
ERROR_CARD = "4000000000000069"


@pytest.fixture
def held(order, money):
    return money.pay(order, method="sandbox-hold")


def test_authorized_money_is_not_ours_yet(order, held, sandbox):
    assert (held.status, held.card_last4) == ("authorized", "4242")
    assert state_of(order).payment_status == "authorized"
    assert (state_of(order).status, state_of(order).amount_paid) == (OrderStatus.CREATED, 0)
    assert sandbox.taken() == 0


def test_capturing_takes_the_money_and_approves_the_order(order, held, sandbox, now):
    captured = capture_payment(order, held, **now)

    assert captured.status == "completed"
    assert state_of(order).status == OrderStatus.PROCESSING
    assert gateway_and_books_agree(sandbox, order)


def test_captured_money_is_not_captured_again(order, held, sandbox, now):
    capture_payment(order, held, **now)

    with pytest.raises(TransitionRefused):
        capture_payment(order, held, **now)
    assert len(sandbox.requests("capture")) == 1


def test_a_capture_repeated_under_its_key_answers_the_same(order, held, sandbox, now):
    capture_payment(order, held, key="command-1", **now)

    assert capture_payment(order, held, key="command-1", **now).status == "completed"
    assert len(sandbox.requests("capture")) == 1


def test_a_payment_that_holds_nothing_cannot_be_captured(order, money, now):
    with pytest.raises(TransitionRefused):
        capture_payment(order, money.start(order), **now)


def test_giving_up_frees_the_money(order, held, sandbox, now):
    cancelled = cancel_payment(order, held, **now)

    assert cancelled.status == "cancelled"
    assert sandbox.books.rows("payments")[0]["status"] == "cancelled"
    assert state_of(order).payment_status == "awaiting_payment"


def test_a_payment_that_was_captured_elsewhere_is_not_given_up(order, held, sandbox, now):
    sandbox.provider.capture(held.attempt_id)

    with pytest.raises(GatewayRefused) as refusal:
        cancel_payment(order, held, **now)

    assert refusal.value.facts["status"] == "completed"
    assert state_of(order).is_paid
    assert gateway_and_books_agree(sandbox, order)


def test_a_payment_that_was_cancelled_elsewhere_is_not_captured(order, held, sandbox, now):
    sandbox.provider.cancel(held.attempt_id)

    with pytest.raises(GatewayRefused):
        capture_payment(order, held, **now)

    assert Payment.objects.get().status == "cancelled"
    assert sandbox.taken() == 0


def test_while_a_capture_is_unknown_nobody_cancels(order, held, sandbox, now):
    sandbox.misbehave("capture", "cut_after")

    with pytest.raises(OutcomeUnknown):
        capture_payment(order, held, **now)
    with pytest.raises(PaymentBusy, match="asked to capture"):
        cancel_payment(order, held, **now)


@pytest.mark.parametrize("trick", ["cut_before", "cut_after", "error_before", "error_after"])
def test_an_unknown_capture_is_found_out(order, held, sandbox, money, now, trick):
    sandbox.misbehave("capture", trick)
    with pytest.raises(OutcomeUnknown):
        capture_payment(order, held, **now)

    money.reconcile()

    assert Payment.objects.get().status == "completed"
    assert {row["key"] for row in sandbox.requests("capture")} == {f"{held.pk}:capture"}
    assert sandbox.taken() == order.total
    assert gateway_and_books_agree(sandbox, order)


def test_an_unknown_cancellation_is_found_out(order, held, sandbox, money, now):
    sandbox.misbehave("cancel", "cut_after")
    with pytest.raises(OutcomeUnknown):
        cancel_payment(order, held, **now)

    money.reconcile()

    assert Payment.objects.get().status == "cancelled"


def test_a_gateway_that_stays_silent_is_given_up_to_a_person_and_asked_on(order, held, sandbox, money, now):
    sandbox.misbehave("capture", "cut_before", times=99)
    with pytest.raises(OutcomeUnknown):
        capture_payment(order, held, **now)

    asked = [money.reconcile(hours=hours) for hours in range(2, 12)]

    stuck = Payment.objects.get()
    assert stuck.needs_human
    assert sum(run.get("payments_need_human", 0) for run in asked) == 1
    assert asked[-1]["payments_asked"] == 1


def test_all_payments_of_an_order_can_be_stopped(order, held, sandbox, now):
    assert stop_payments(order, **now) == []
    assert Payment.objects.get().status == "cancelled"


def test_a_payment_that_cannot_be_stopped_is_named(order, held, sandbox, now):
    sandbox.misbehave("cancel", "cut_before")

    assert [row.pk for row in stop_payments(order, **now)] == [held.pk]
