"""Money that comes, from the order's page: confirmed by people, captured, given up."""

from decimal import Decimal

import pytest
from django.utils import timezone

from orders.statuses import OrderStatus
from payments.balance_updates import reserve_refund
from payments.models import Payment, Refund
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from tests.workplace.acting import refusal


@pytest.fixture
def transfer(dinner, money):
    return money.start(dinner, method="bank-transfer")


@pytest.fixture
def held(dinner, money):
    return money.pay(dinner, method="sandbox-hold")


def test_a_bank_transfer_is_completed(desk, dinner, transfer):
    page = desk.preview(dinner, "complete-payment", transfer, transaction_id="SEPA-7")
    statuses = [str(status.after.text) for status in page.context["result"].statuses]
    assert statuses[:2] == ["Processing", "Paid"]

    messages = desk.do(dinner, "complete-payment", transfer, transaction_id="SEPA-7")

    assert messages == ["The payment of 23.50\N{NO-BREAK SPACE}USD, Bank transfer is now: Completed."]
    assert Payment.objects.get(pk=transfer.pk).transaction_id == "SEPA-7"
    assert state_of(dinner).status == OrderStatus.PROCESSING


def test_a_held_payment_is_captured(desk, dinner, held, sandbox):
    desk.do(dinner, "capture", held)

    assert state_of(dinner).amount_paid == Decimal("23.50")
    assert sandbox.taken(held.attempt_id) == Decimal("23.50")


def test_a_held_payment_is_given_up(desk, dinner, held, sandbox):
    desk.do(dinner, "void", held)

    assert Payment.objects.get(pk=held.pk).status == "cancelled"
    assert sandbox.taken(held.attempt_id) == 0


def test_what_a_payment_waits_for_is_settled_with_a_reason(desk, paid):
    payment = paid.payments.get()
    Payment.objects.filter(pk=payment.pk).update(needs_human=True, attention="overpaid")

    messages = desk.do(paid, "resolve-payment", payment, reason="The customer wants a voucher.")

    assert messages == ["The payment waits for nobody any more."]
    assert Payment.objects.get(pk=payment.pk).attention == ""


def test_a_payment_that_still_waits_for_a_bank_says_so(desk, paid):
    payment = paid.payments.get()
    Payment.objects.filter(pk=payment.pk).update(needs_human=True, attention="contradicted")
    at = timezone.now()
    reserve_refund(payment, Decimal(1))
    Refund.objects.create(payment=payment, amount=1, origin="dispute", status="sent", created_at=at, updated_at=at)

    messages = desk.do(paid, "resolve-payment", payment, reason="Looked at it.")

    assert messages == ["The payment still waits, for another reason."]


def test_a_rehearsed_capture_asks_nobody(desk, dinner, held, sandbox):
    with nothing_changes():
        page = desk.preview(dinner, "capture", held)

    assert page.context["result"].gateway_calls == ["Card, captured later is asked to capture 23.50 USD."]
    assert sandbox.requests("capture") == []


def test_a_completed_payment_is_neither_captured_nor_given_up(desk, paid):
    payment = Payment.objects.get(order=paid)

    for verb, goal in (("capture", "Completed"), ("void", "Cancelled")):
        page = desk.open(paid, verb, payment)
        assert refusal(page) == f"Can't change payment with status 'Completed' to '{goal}'."
        with nothing_changes():
            assert refusal(desk.preview(paid, verb, payment)) == refusal(page)


def test_a_payment_of_another_order_is_not_found(desk, place, transfer):
    assert desk.open(place(), "complete-payment", transfer).status_code == 404
