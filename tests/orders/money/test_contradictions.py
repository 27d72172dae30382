"""What a gateway says against itself, a person or us is recorded, counted, and waits for a person."""

import json
from decimal import Decimal

import pytest

from events.models import Event
from orders.money.audit import audit_payments
from orders.money.balance import balance_of
from orders.money.complete import complete_payment
from orders.money.gateway_calls import refund_in, step
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundRequest, refund_order, reserve_refunds
from orders.money.resolve import resolve_payment
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Declined, Succeeded
from payments.gateways.base import WebhookRefused
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of


def last_refund(sandbox):
    return sandbox.books.rows("refunds")[-1]["id"]


def tell(sandbox, payment, *, id, **changed):
    """A genuine webhook that says something else than the books."""
    shown = {name: value for name, value in payment.items() if name not in ("card", "webhook_url", "return_url")}
    event = {"id": id, "type": "payment.told", "payment": {**shown, **changed}}
    return sandbox.call_back(json.dumps(event).encode())


def test_a_refund_that_fails_after_it_succeeded_makes_the_money_refundable_again(order, money, sandbox, desk, now):
    payment = money.pay(order)
    refund_order(order, RefundRequest(), **now)

    desk.turn_refund(last_refund(sandbox))
    sandbox.deliver()

    refund = Refund.objects.get()
    assert (refund.status, refund.needs_human, refund.attention) == ("failed", True, "contradicted")
    assert Payment.objects.get(pk=payment.pk).refundable_amount == order.total
    assert state_of(order).amount_refunded == 0
    assert Event.objects.get(type="refund.contradicted").data["to"] == "failed"
    assert gateway_and_books_agree(sandbox, order)
    assert refund_order(order, RefundRequest(method="manual"), **now).manual[0].amount == order.total


def test_a_refund_that_succeeds_after_it_was_given_up_counts_as_gone(order, money, sandbox, now):
    """Otherwise the same money could be refunded again."""
    money.pay(order)
    sandbox.misbehave("refund", "cut_after")
    refund = refund_order(order, RefundRequest(), **now).unknown[0]
    Refund.objects.filter(pk=refund.pk).update(needs_human=True)
    give_up_refund(order, refund, reason="Not in the dashboard", **now)

    sandbox.deliver()

    row = Refund.objects.select_related("payment").get()
    assert (row.status, row.attention, row.payment.refunded_amount) == ("succeeded", "contradicted", order.total)
    assert row.payment.refundable_amount == 0
    assert gateway_and_books_agree(sandbox, order)


def test_money_that_is_gone_twice_is_kept_apart(order, money, sandbox, desk, now):
    """The constraint holds, and the sums say what is beyond it."""
    payment = money.pay(order)
    refund_order(order, RefundRequest(), **now)
    first = last_refund(sandbox)
    desk.turn_refund(first)
    sandbox.deliver()
    refund_order(order, RefundRequest(), **now)

    desk.turn_refund(first)
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.refunded_amount, row.refunded_beyond) == (order.total, order.total)
    assert (row.needs_human, state_of(order).amount_refunded) == (True, order.total)
    wrong = [check.name for check in balance_of(state_of(order)).checks if not check.agrees]
    assert wrong == [f"payment {row.pk}: refunded_beyond"]
    assert {one.column for batch in audit_payments() for one in batch.found} == {"refunded_beyond", "attention"}


@pytest.mark.parametrize("said", ["cancelled", "declined"])
def test_a_completed_payment_stays_and_a_person_is_told(order, money, sandbox, now, said):
    payment = money.pay(order)
    row = sandbox.books.rows("payments")[0]

    for number in range(2):
        tell(sandbox, row, id=f"event_{number}", status=said, failure="changed_its_mind")

    after = Payment.objects.get(pk=payment.pk)
    assert (after.status, after.needs_human, after.attention) == ("completed", True, "contradicted")
    assert Event.objects.filter(type="payment.contradicted").count() == 1
    resolve_payment(order, after, reason="Seen", **now)
    assert not Payment.objects.get(pk=payment.pk).needs_human


def test_less_than_was_asked_for_is_partly_paid(order, money, sandbox, desk):
    payment = money.start(order)
    desk.take(payment.attempt_id, "0.01")

    sandbox.deliver()

    assert str(Payment.objects.get().amount.normalize()) == "0.01"
    assert state_of(order).payment_status == "partially_paid"
    assert Event.objects.get(type="payment.completed").data["asked"] == "23.50"


def test_what_is_too_much_goes_back_at_once(order, money, sandbox, desk):
    payment = money.start(order)
    desk.take(payment.attempt_id, "1000000.00")

    sandbox.deliver()

    refund = Refund.objects.get()
    assert (refund.amount, refund.status) == (1_000_000 - order.total, "succeeded")
    assert gateway_and_books_agree(sandbox, order)


def test_another_currency_waits_until_a_person_says_what_came(order, money, sandbox, desk, now):
    payment = money.start(order)
    desk.take(payment.attempt_id, "2350", "JPY")

    sandbox.deliver()
    money.reconcile()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.needs_human, row.attention) == ("processing", True, "other_currency")
    assert Event.objects.filter(type="payment.contradicted").count() == 1
    complete_payment(order, row, amount=order.total, **now)
    assert state_of(order).is_paid


def test_a_refund_of_another_amount_waits_for_a_person(order, money, sandbox, now):
    money.pay(order)
    sandbox.misbehave("refund", "cut_before")
    refund = refund_order(order, RefundRequest(), **now).unknown[0]

    with step(order, **now) as change:
        settle_refund(change, refund, Succeeded(amount=order.total - 1, currency="USD"))

    row = Refund.objects.get()
    assert (row.status, row.needs_human, row.attention) == ("unknown", True, "other_amount")


@pytest.mark.parametrize("before", ["succeeded", "failed"])
def test_another_amount_of_a_finished_refund_waits_for_a_person(order, money, sandbox, desk, now, before):
    money.pay(order)
    refund_order(order, RefundRequest(amount=Decimal("5.00")), **now)
    if before == "failed":
        desk.turn_refund(last_refund(sandbox))
    sandbox.deliver()
    refund = Refund.objects.get()

    for _ in range(2):
        with step(order, **now) as change:
            settle_refund(change, refund_in(change, refund.pk), Succeeded(amount=Decimal("9.00"), currency="USD"))

    row = Refund.objects.select_related("payment").get()
    assert (row.status, row.needs_human, row.attention) == (before, True, "other_amount")
    assert row.payment.needs_human
    resolve_payment(order, row.payment, reason="9.00 went back", **now)
    assert not Refund.objects.get().needs_human
    with step(order, **now) as change:
        settle_refund(change, refund_in(change, refund.pk), Succeeded(amount=Decimal("9.00"), currency="USD"))
    assert not Refund.objects.get().needs_human


def test_what_was_given_up_and_went_back_after_all_is_not_kept(order, money, sandbox, desk, now):
    """Otherwise as much of what is overpaid later would be taken for agreed upon."""
    payment = money.start(order)
    desk.take(payment.attempt_id, "33.50")
    sandbox.misbehave("refund", "cut_after")
    sandbox.deliver()
    refund = Refund.objects.get()
    Refund.objects.filter(pk=refund.pk).update(needs_human=True)
    give_up_refund(order, refund, reason="Not in the dashboard", **now)
    assert Payment.objects.get().retained_amount == 10

    sandbox.deliver()

    row = Payment.objects.get()
    assert (row.refunded_amount, row.retained_amount) == (10, 0)


def test_a_webhook_does_not_send_another_commands_refund(order, money, sandbox, now):
    """The command would be answered `unknown` for ever."""
    money.pay(order)
    with step(order, **now) as change:
        refund = reserve_refunds(change, RefundRequest())[0]

    tell(sandbox, sandbox.books.rows("payments")[0], id="again")

    assert Refund.objects.get(pk=refund.pk).status == "reserved"


@pytest.mark.parametrize(
    "event",
    [
        [],
        {"id": "1"},
        {"id": "1", "type": "x", "payment": {}},
        {"id": "1", "type": "x", "refund": {"reference": "", "status": "succeeded", "id": "1", "amount": "abc"}},
        {"id": 7, "type": "x", "payment": {"status": "open", "transaction_id": "", "id": "", "reference": ""}},
        {"id": "a\0", "type": "x", "payment": {"status": "open", "transaction_id": "", "id": "", "reference": ""}},
    ],
)
@pytest.mark.django_db
def test_a_signed_webhook_that_cannot_be_read_is_refused(sandbox, event):
    with pytest.raises(WebhookRefused):
        sandbox.call_back(json.dumps(event).encode())


def test_an_attempt_that_is_not_the_payments_is_refused(place, money, sandbox):
    first, second = money.start(place()), money.start(place())
    rows = {row["id"]: row for row in sandbox.books.rows("payments")}

    with pytest.raises(WebhookRefused):
        tell(sandbox, rows[first.attempt_id], id="mixed", reference=str(second.pk), status="captured")

    assert set(Payment.objects.values_list("status", flat=True)) == {"processing"}


def test_what_is_told_again_is_no_contradiction(order, money, sandbox, now):
    money.pay(order)
    refund_order(order, RefundRequest(), **now)
    row = Refund.objects.select_related("payment").get()

    with step(order, **now) as change:
        settle_refund(change, row, Succeeded())
        settle_refund(change, row, Succeeded())

    assert not Event.objects.filter(type="refund.contradicted").exists()
    with step(order, **now) as change:
        settle_refund(change, row, Declined(code="returned"))
        settle_refund(change, row, Declined(code="returned"))
    assert Event.objects.filter(type="refund.contradicted").count() == 1
