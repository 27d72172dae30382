"""Disputes that a customer's bank opens, as the gateway reports them."""

from decimal import Decimal

import pytest

from events.models import Event
from orders.cancelling.cancel import cancel_order
from orders.money.dispute import note_chargeback
from orders.money.refund import RefundRequest, refund_order
from orders.money.refundable import NothingToRefund
from orders.money.resolve import NothingToResolve, resolve_payment
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of


def test_a_dispute_holds_the_money_and_tells_a_person(order, money, desk, heard, now):
    payment = money.pay(order)
    desk.dispute(payment.attempt_id, "23.50")

    heard()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.attention, row.refund_reserved) == (True, "disputed", order.total)
    assert state_of(order).amount_refunded == 0
    with pytest.raises(NothingToRefund):
        refund_order(order, RefundRequest(), **now)
    assert Event.objects.filter(type="payment.disputed").count() == 1


@pytest.mark.parametrize(("outcome", "back"), [("won", "0"), ("lost", "23.50")])
def test_a_dispute_that_is_decided_moves_the_money_and_needs_nobody(order, money, sandbox, desk, outcome, back):
    payment = money.pay(order)
    dispute = desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()

    desk.close_dispute(dispute["id"], outcome)
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.refund_reserved, row.refunded_amount) == (False, 0, Decimal(back))
    assert Event.objects.filter(type=f"payment.dispute_{outcome}").count() == 1
    assert gateway_and_books_agree(sandbox, order)


def test_a_dispute_that_is_reported_before_its_payment_waits_for_a_person(order, money, sandbox, desk):
    payment = money.start(order)
    dispute = desk.dispute(payment.attempt_id, "3.50")
    sandbox.deliver()
    sandbox.pay(payment)
    sandbox.deliver()
    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.needs_human, row.attention) == ("completed", True, "disputed")

    desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.refunded_amount) == (False, Decimal("3.50"))
    assert gateway_and_books_agree(sandbox, order)


def test_what_the_bank_held_before_is_reserved_as_soon_as_the_payment_is_completed(order, money, sandbox, desk, now):
    payment = money.start(order)
    disputes = [desk.dispute(payment.attempt_id, amount) for amount in ("3.50", "2.00")]
    sandbox.deliver()
    sandbox.misbehave("cancel", "error_before", times=9)
    cancel_order(order, **now)
    assert Payment.objects.get(pk=payment.pk).status == "processing"

    sandbox.pay(payment)
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.attention, row.refund_reserved) == ("completed", "disputed", Decimal("5.50"))
    refunds = Refund.objects.order_by("amount").values_list("amount", "status", "origin", "attention")
    assert list(refunds) == [
        (Decimal("2.00"), "reserved", "dispute", "disputed"),
        (Decimal("3.50"), "reserved", "dispute", "disputed"),
        (order.total - Decimal("5.50"), "succeeded", "excess", ""),
    ]
    for dispute in disputes:
        desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()
    money.reconcile(hours=2)
    assert (Payment.objects.get().needs_human, Refund.objects.count()) == (False, 3)
    assert gateway_and_books_agree(sandbox, order)


def test_what_the_bank_held_of_an_attempt_that_was_given_up_is_reserved_when_its_money_comes(
    order, money, sandbox, desk, now
):
    payment = money.start(order)
    sandbox.misbehave("cancel", "error_before", times=9)
    cancel_order(order, **now)
    Payment.objects.filter(pk=payment.pk).update(status="cancelled", asking="")
    desk.dispute(payment.attempt_id, "3.50")
    sandbox.deliver()

    sandbox.pay(payment)
    sandbox.deliver()

    late = Payment.objects.exclude(pk=payment.pk).get()
    assert (late.attention, late.needs_human) == ("disputed", True)
    refunds = Refund.objects.filter(payment=late).order_by("amount").values_list("amount", "origin")
    assert list(refunds) == [(Decimal("3.50"), "dispute"), (order.total - Decimal("3.50"), "excess")]
    assert not Payment.objects.get(pk=payment.pk).attention
    money.reconcile(hours=2)
    assert Refund.objects.count() == 2


def test_a_dispute_of_what_was_refunded_is_told_once(order, money, sandbox, desk, now):
    """Nothing is left to hold. Each hour the gateway lists it again, also after a person has seen it."""
    payment = money.pay(order)
    refund_order(order, RefundRequest(), **now)
    desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()
    assert Payment.objects.get(pk=payment.pk).attention == "disputed"

    resolve_payment(order, payment, reason="It was refunded before", **now)
    for hours in (2, 4, 6):
        money.reconcile(hours=hours)

    assert not Payment.objects.get(pk=payment.pk).needs_human
    assert Event.objects.filter(type="payment.disputed").count() == 1


def test_a_payment_waits_for_its_last_dispute(order, money, sandbox, desk, now):
    payment = money.pay(order)
    disputes = [desk.dispute(payment.attempt_id, amount) for amount in ("10.00", "13.50")]
    sandbox.deliver()

    for dispute in disputes:
        assert Payment.objects.get(pk=payment.pk).attention == "disputed"
        with pytest.raises(NothingToResolve):
            resolve_payment(order, payment, reason="Seen", **now)
        desk.close_dispute(dispute["id"], "won")
        sandbox.deliver()

    assert Payment.objects.get(pk=payment.pk).attention == ""


def test_a_chargeback_that_a_person_noted_before_is_the_same(order, money, sandbox, desk, now):
    payment = money.pay(order)
    note_chargeback(order, payment, amount=None, reason="The bank wrote", **now)
    dispute = desk.dispute(payment.attempt_id, "23.50")

    sandbox.deliver()
    desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()

    assert Refund.objects.count() == 1
    assert gateway_and_books_agree(sandbox, order)
