"""Paying: a row for each attempt, and never more than is owed."""

from decimal import Decimal

import pytest

from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined
from events.models import Event
from orders.models import Channel, OrderItem
from orders.money.pay import AmountExceedsOutstanding, PaymentUnderWay, start_payment
from orders.money.pay_options import NothingToPay, OrderNotPayable, payment_methods
from orders.page_link import page_url
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from payments.models import Payment
from tests.sandbox import GOOD_CARD, gateway_and_books_agree, state_of


def test_a_payment_begins_at_the_gateways_page(order, money, sandbox):
    payment = money.start(order)

    assert payment.status == "processing"
    assert payment.url == f"{sandbox.server.address}/pay/{payment.attempt_id}"
    assert payment.amount == order.total == Decimal("23.50")
    assert state_of(order).payment_status == "awaiting_payment"


def test_the_last_of_the_money_approves_the_order_and_its_items(order, money, sandbox):
    payment = money.pay(order)

    paid = state_of(order)
    assert (payment.status, payment.card_brand, payment.card_last4) == ("completed", "visa", "4242")
    assert (paid.status, paid.payment_status, paid.is_paid) == (OrderStatus.PROCESSING, "paid", True)
    assert (paid.amount_paid, paid.amount_outstanding) == (Decimal("23.50"), 0)
    assert paid.paid_at == payment.completed_at
    assert set(OrderItem.objects.filter(order=order).values_list("status", flat=True)) == {ItemStatus.APPROVED}
    assert list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True)) == [
        "order.placed",
        "payment.started",
        "payment.processing",
        "payment.completed",
        "order.paid",
        "order.status_changed",
    ]


def test_a_declined_card_fails_the_order_which_can_be_paid_again(order, money, sandbox):
    declined = money.pay(order, card="4000000000000002")

    assert (declined.status, declined.failure_code) == ("failed", "card_declined")
    assert state_of(order).status == OrderStatus.FAILED

    paid = money.pay(order)

    assert paid.pk != declined.pk
    assert state_of(order).status == OrderStatus.PROCESSING
    assert gateway_and_books_agree(sandbox, order)


def test_a_payment_declined_at_once_says_so(place, money):
    order = place(items=[{"quantity": 1, "unit_price": Decimal("666.02")}], adjustments=[])

    with pytest.raises(PaymentDeclined) as refusal:
        money.start(order)

    payment = Payment.objects.get(order=order)
    assert refusal.value.facts == {"payment": str(payment.pk), "reason": "declined_at_once"}
    assert payment.status == "failed"
    assert state_of(order).status == OrderStatus.FAILED


def test_part_amounts_add_up(order, money):
    first = money.pay(order, amount=Decimal("10.00"))
    half_way = state_of(order)
    second = money.pay(order)

    assert (half_way.status, half_way.payment_status) == (OrderStatus.CREATED, "partially_paid")
    assert (first.amount, second.amount) == (Decimal("10.00"), Decimal("13.50"))
    assert state_of(order).payment_status == "paid"


def test_no_more_than_is_owed_can_be_paid(order, money, sandbox):
    with pytest.raises(AmountExceedsOutstanding) as refusal:
        money.start(order, amount=Decimal("23.51"))

    assert refusal.value.facts == {"payable": "23.50", "asked": "23.51", "currency": "USD"}
    assert not Payment.objects.exists()
    assert sandbox.requests() == []


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_amount_must_be_money_of_the_orders_currency(order, money, amount):
    with pytest.raises(InvalidInput):
        money.start(order, amount=Decimal(amount))


def test_a_paid_order_is_not_paid_again(order, money):
    money.pay(order)

    with pytest.raises(NothingToPay):
        money.start(order)


def test_an_order_whose_money_is_authorized_is_not_paid_again(order, money):
    money.pay(order, method="sandbox-hold")

    assert state_of(order).payment_status == "authorized"
    with pytest.raises(NothingToPay):
        money.start(order)


def test_a_draft_cannot_be_paid(draft, money):
    with pytest.raises(OrderNotPayable):
        money.start(draft)


def test_whoever_comes_back_finds_the_page_again(order, money, sandbox):
    first = money.start(order)

    again = money.start(order)

    assert (again.pk, again.url) == (first.pk, first.url)
    assert len(sandbox.books.rows("payments")) == 1


def test_another_method_takes_the_place_of_an_unfinished_attempt(order, money, sandbox):
    card = money.start(order)

    transfer = money.start(order, method="bank-transfer")

    assert Payment.objects.get(pk=card.pk).status == "cancelled"
    assert sandbox.books.rows("payments")[0]["status"] == "cancelled"
    assert (transfer.status, transfer.amount) == ("processing", order.total)


def test_an_attempt_that_was_paid_meanwhile_is_not_paid_twice(order, money, sandbox):
    card = money.start(order)
    sandbox.pay(card)

    with pytest.raises(NothingToPay):
        money.start(order, method="bank-transfer")

    assert Payment.objects.get(pk=card.pk).status == "completed"
    assert state_of(order).is_paid


def test_an_attempt_that_was_declined_meanwhile_makes_room(order, money, sandbox):
    card = money.start(order)
    sandbox.pay(card, "4000000000000002")

    fresh = money.start(order)

    assert fresh.pk != card.pk
    assert Payment.objects.get(pk=card.pk).status == "failed"


def test_an_attempt_whose_gateway_is_silent_is_not_given_up(order, money, sandbox):
    card = money.start(order)
    sandbox.misbehave("cancel", "cut_before")

    with pytest.raises(PaymentUnderWay) as refusal:
        money.start(order, method="bank-transfer")

    assert refusal.value.facts["payment"] == str(card.pk)
    assert Payment.objects.get(pk=card.pk).status == "processing"


def test_silence_at_the_beginning_is_no_failure_and_the_same_command_carries_on(order, money, sandbox):
    sandbox.misbehave("start", "cut_after")

    with pytest.raises(OutcomeUnknown):
        money.start(order, key="command-1")
    waiting = Payment.objects.get(order=order)
    again = money.start(order, key="command-1")

    assert (waiting.status, waiting.asking) == ("new", "start")
    assert (again.pk, again.status) == (waiting.pk, "processing")
    assert again.url
    assert len(sandbox.books.rows("payments")) == 1
    assert "payment.unknown" in Event.objects.filter(order=order).values_list("type", flat=True)


def test_a_command_repeated_under_its_key_begins_one_payment(order, money):
    first = money.start(order, amount=Decimal(5), key="command-1")
    again = money.start(order, amount=Decimal(5), key="command-1")

    assert first.pk == again.pk
    assert Payment.objects.count() == 1


def test_an_unknown_method_is_told_with_those_there_are(order, money):
    with pytest.raises(InvalidInput, match="There are: bank-transfer, cash-on-delivery, sandbox-card, sandbox-hold"):
        money.start(order, method="gold")


def test_a_channel_offers_only_what_it_chose(order, money):
    Channel.objects.filter(pk=order.channel_id).update(payment_methods=["bank-transfer"])

    assert [method.identifier for method in payment_methods(state_of(order))] == ["bank-transfer"]
    with pytest.raises(InvalidInput):
        start_payment(state_of(order), method="sandbox-card", actor=None, at=None)


def test_the_methods_say_why_they_cannot_be_used(order, money):
    before = payment_methods(order)
    money.pay(order)
    after = payment_methods(state_of(order))

    assert {method.error for method in before} == {None}
    assert {method.code for method in after} == {"nothing_to_pay"}


def test_money_that_comes_for_a_cancelled_order_is_recorded_and_goes_back(order, money, sandbox, now):
    payment = money.start(order)
    change_status(order, to=OrderStatus.CANCELLED, **now)
    sandbox.pay(payment)
    sandbox.deliver()

    late = state_of(order)
    payment = Payment.objects.get(pk=payment.pk)
    assert (payment.status, payment.refunded_amount) == ("completed", order.total)
    assert (late.status, late.payment_status) == (OrderStatus.CANCELLED, "refunded")
    assert payment.refunds.get().reason == "The order was cancelled before the payment arrived."
    assert gateway_and_books_agree(sandbox, order)


def test_money_of_an_attempt_that_was_given_up_is_a_row_of_its_own_and_goes_back(order, money, sandbox):
    given_up = money.start(order)
    sandbox.provider.cancel(given_up.attempt_id)
    money.reconcile()
    money.pay(order)
    with sandbox.books.changing() as books:
        books.execute("UPDATE payments SET status = 'open' WHERE id = ?", (given_up.attempt_id,))

    sandbox.pay(given_up)
    sandbox.deliver()

    late = Payment.objects.exclude(pk=given_up.pk).order_by("-id").first()
    assert Payment.objects.get(pk=given_up.pk).status == "cancelled"
    assert (late.status, late.transaction_id) == ("completed", given_up.transaction_id)
    assert late.refunds.get().reason == "More was paid than was owed."
    assert state_of(order).amount_paid - state_of(order).amount_refunded == order.total


def test_the_page_takes_a_card_and_leads_back(order, money, sandbox):
    payment = money.start(order)

    answer = sandbox.page(payment, do="pay", card=GOOD_CARD)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{page_url(order)}?payment=captured"
