"""Refunds that the gateway declines, does not answer, or that a person pays out."""

from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from events.models import Event
from orders.money.complete import complete_payment
from orders.money.confirm import RefundUnderWay, confirm_refund
from orders.money.dispute import note_chargeback
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundDeclined
from orders.statuses import OrderStatus
from payments.balance_updates import RefundExceedsPaid
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of, sums

CUT_AFTER_CARD = "4000000000000051"

ERROR_CARD = "4000000000000069"

NOT_IN_PART_CARD = "4000000000000085"

NO_REFUND_CARD = "4000000000000093"

LATER_CARD = "4000000000000101"


def test_a_refund_that_the_gateway_refuses_says_so_and_may_be_tried_again(order, money, refund, sandbox):
    money.pay(order, card=NO_REFUND_CARD)

    with pytest.raises(RefundDeclined, match="without a reason") as refusal:
        refund(order)
    assert refusal.value.facts["reason"] == "refund_refused"

    row = Refund.objects.get()
    assert (row.status, row.failure_code) == ("failed", "refund_refused")
    assert Payment.objects.get(order=order).refundable_amount == Decimal("23.50")
    assert sums(order) == (Decimal("23.50"), 0, "paid")
    assert state_of(order).status == OrderStatus.PROCESSING


def test_a_gateway_may_refuse_a_part_and_give_back_the_whole(order, money, refund, sandbox):
    money.pay(order, card=NOT_IN_PART_CARD)

    with pytest.raises(RefundDeclined) as refusal:
        refund(order, amount=Decimal("1.00"))
    assert refusal.value.facts["reason"] == "partial_refund_refused"

    assert [row.amount for row in refund(order).refunded] == [order.total]
    assert gateway_and_books_agree(sandbox, order)


def test_when_some_of_it_fails_the_rest_is_given_back_and_a_repeat_gives_nothing_twice(order, money, refund, sandbox):
    """The trap of the document this API follows: refunding everything again after a 206."""
    money.pay(order, amount=Decimal("10.00"))
    money.pay(order, card=NO_REFUND_CARD)

    first = refund(order, key="command-1")
    assert (len(first.refunded), len(first.failed), first.is_certain) == (1, 1, False)

    with pytest.raises(RefundDeclined):
        refund(order, key="command-2")
    again = refund(order, key="command-1")

    assert [row.pk for row in again.refunds] == [row.pk for row in first.refunds]
    assert len(sandbox.requests("refund")) == 3
    assert sums(order)[1] == Decimal("10.00")
    assert gateway_and_books_agree(sandbox, order)


def test_a_timeout_after_success_is_unknown_until_the_gateway_has_been_asked(order, money, refund, sandbox):
    money.pay(order, card=CUT_AFTER_CARD)

    outcome = refund(order)

    assert (outcome.refunded, outcome.failed, len(outcome.unknown)) == ([], [], 1)
    assert outcome.remaining_amount == 0
    assert sums(order) == (Decimal("23.50"), 0, "paid")

    assert money.reconcile() == {"refunds_asked": 1, "refunds_settled": 1}

    assert sums(order) == (Decimal("23.50"), Decimal("23.50"), "refunded")
    assert len(sandbox.requests("refund")) == 1
    assert gateway_and_books_agree(sandbox, order)


def test_an_error_of_the_gateway_is_asked_again_under_the_same_key(order, money, refund, sandbox):
    money.pay(order, card=ERROR_CARD)

    outcome = refund(order)
    assert [row.status for row in outcome.unknown] == ["unknown"]
    money.reconcile()

    assert {row["key"] for row in sandbox.requests("refund")} == {str(outcome.refunds[0].pk)}
    assert len(sandbox.requests("refund")) == 2
    assert state_of(order).status == OrderStatus.REFUNDED
    assert gateway_and_books_agree(sandbox, order)


def test_a_slow_answer_is_not_waited_for_for_ever(order, money, refund, sandbox, settings):
    settings.PAYMENT_GATEWAYS["sandbox-card"]["seconds"] = 0.2
    money.pay(order)
    sandbox.misbehave("refund", "slow", seconds=0.6)

    outcome = refund(order)

    assert len(outcome.unknown) == 1
    settings.PAYMENT_GATEWAYS["sandbox-card"]["seconds"] = 5
    money.reconcile()
    assert gateway_and_books_agree(sandbox, order)


def test_a_repeat_under_the_same_key_finds_out_what_is_unknown(order, money, refund, sandbox):
    money.pay(order, card=CUT_AFTER_CARD)

    first = refund(order, key="command-1")
    again = refund(order, key="command-1")

    assert len(first.unknown) == 1
    assert again.is_certain
    assert [row.pk for row in again.refunds] == [row.pk for row in first.refunds]
    assert gateway_and_books_agree(sandbox, order)


def test_a_refund_that_takes_its_time_is_settled_when_the_gateway_says_so(order, money, refund, sandbox):
    money.pay(order, card=LATER_CARD)

    outcome = refund(order)
    assert [row.status for row in outcome.unknown] == ["sent"]
    money.reconcile()

    assert Refund.objects.get().status == "succeeded"
    assert gateway_and_books_agree(sandbox, order)


@pytest.fixture
def paid_by_transfer(order, money, now):
    payment = money.start(order, method="bank-transfer")
    return complete_payment(order, payment, **now)


def test_a_bank_transfer_is_given_back_by_a_person(order, paid_by_transfer, refund, now, sandbox):
    outcome = refund(order)

    row = outcome.manual[0]
    assert (row.status, row.needs_human, outcome.is_certain) == ("reserved", True, True)
    assert sums(order)[1] == 0

    confirm_refund(order, row, transaction_id="SEPA 17", **now)
    confirm_refund(order, row, **now)

    assert Refund.objects.get().transaction_id == "SEPA 17"
    assert state_of(order).status == OrderStatus.REFUNDED


def test_a_person_may_decide_that_the_money_stays(order, paid_by_transfer, refund, now):
    row = refund(order).manual[0]

    give_up_refund(order, row, reason="The customer took a voucher.", **now)

    with pytest.raises(TransitionRefused):
        confirm_refund(order, row, **now)
    assert Refund.objects.get().failure_detail == "The customer took a voucher."
    assert Payment.objects.get(order=order).refundable_amount == Decimal("23.50")


def test_nobody_overrules_a_gateway_that_is_at_work(order, money, refund, now, sandbox):
    money.pay(order, card=LATER_CARD)
    row = refund(order).unknown[0]

    with pytest.raises(RefundUnderWay):
        confirm_refund(order, row, **now)


def test_a_chargeback_is_noted_and_cannot_be_given_back_again(order, money, refund, now):
    payment = money.pay(order)

    note_chargeback(order, payment, amount=Decimal("20.00"), reason="Case 4711", **now)

    assert sums(order) == (Decimal("23.50"), Decimal("20.00"), "partially_refunded")
    with pytest.raises(RefundExceedsPaid):
        refund(order, amount=Decimal("3.51"))
    assert "payment.disputed" in Event.objects.filter(order=order).values_list("type", flat=True)
