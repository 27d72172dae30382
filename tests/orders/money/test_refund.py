"""Giving money back: never more than came, never twice, and honest about what is not known."""

from decimal import Decimal

import pytest

from common.errors import InvalidInput
from common.fsm import TransitionRefused
from events.models import Event
from orders.models import OrderItem
from orders.money.complete import complete_payment
from orders.money.confirm import RefundUnderWay, confirm_refund
from orders.money.dispute import note_chargeback
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.refund_units import UnitsAlreadyRefunded
from orders.money.refundable import NothingToRefund
from orders.statuses import OrderStatus
from payments.balance_updates import RefundExceedsPaid
from payments.models import Payment, Refund
from tests.answers import wrong
from tests.sandbox import gateway_and_books_agree, state_of

CUT_AFTER_CARD = "4000000000000051"
ERROR_CARD = "4000000000000069"
NOT_IN_PART_CARD = "4000000000000085"
NO_REFUND_CARD = "4000000000000093"
LATER_CARD = "4000000000000101"


@pytest.fixture
def refund(now):
    def refund(order, *, key="", **wanted):
        return refund_order(order, RefundRequest(**wanted), key=key, **now)

    return refund


def sums(order):
    fresh = state_of(order)
    return fresh.amount_paid, fresh.amount_refunded, fresh.payment_status


def test_a_full_refund_leaves_the_order_refunded_and_its_sums_right(order, money, refund, sandbox):
    money.pay(order)

    outcome = refund(order, reason="Broken")

    assert [row.amount for row in outcome.refunded] == [Decimal("23.50")]
    assert (outcome.refunds, outcome.is_certain, outcome.remaining_amount) == (outcome.refunded, True, 0)
    assert sums(order) == (Decimal("23.50"), Decimal("23.50"), "refunded")
    assert state_of(order).status == OrderStatus.REFUNDED
    assert gateway_and_books_agree(sandbox, order)
    assert list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True))[-5:] == [
        "refund.reserved",
        "refund.sent",
        "refund.succeeded",
        "order.refunded",
        "order.status_changed",
    ]


def test_a_part_is_given_back_and_the_rest_can_be_later(order, money, refund, sandbox):
    money.pay(order)

    first = refund(order, amount=Decimal("3.50"))
    second = refund(order)

    assert first.remaining_amount == Decimal("20.00")
    assert second.refunded[0].amount == Decimal("20.00")
    assert gateway_and_books_agree(sandbox, order)


def test_asking_for_more_than_was_paid_moves_no_money(order, money, refund, sandbox):
    money.pay(order)
    version = state_of(order).version

    with pytest.raises(RefundExceedsPaid) as refusal:
        refund(order, amount=Decimal("23.51"))

    assert refusal.value.facts == {"available": "23.50", "asked": "23.51", "currency": "USD"}
    assert not Refund.objects.exists()
    assert sandbox.requests("refund") == []
    assert state_of(order).version == version


def test_a_second_refund_cannot_take_what_the_first_reserved(order, money, refund, sandbox):
    money.pay(order)
    sandbox.misbehave("refund", "cut_before", times=1)
    refund(order, amount=Decimal("20.00"))

    with pytest.raises(RefundExceedsPaid):
        refund(order, amount=Decimal("3.51"))

    assert [row.amount for row in refund(order, amount=Decimal("3.50")).refunded] == [Decimal("3.50")]


def test_nothing_paid_is_nothing_to_give_back(order, refund, sandbox):
    with pytest.raises(NothingToRefund) as refusal:
        refund(order)

    assert refusal.value.facts == {"paid": "0.00", "refunded": "0.00", "reserved": "0.00"}


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_amount_must_be_money_of_the_currency(order, money, refund, amount):
    money.pay(order)

    with pytest.raises(InvalidInput):
        refund(order, amount=Decimal(amount))


def test_what_to_give_back_is_said_in_one_way(order, money, refund):
    payment = money.pay(order)

    with pytest.raises(InvalidInput, match="not several"):
        refund(order, amount=Decimal(1), payments=[{"payment": payment.pk}])


@pytest.fixture
def three_payments(order, money):
    return [money.pay(order, amount=Decimal(amount)) for amount in ("5.00", "8.50", "10.00")]


def test_an_amount_goes_to_the_payment_that_has_exactly_so_much(order, refund, three_payments):
    outcome = refund(order, amount=Decimal("8.50"))

    assert [row.payment_id for row in outcome.refunded] == [three_payments[1].pk]


def test_otherwise_the_newest_payment_gives_first(order, refund, three_payments):
    outcome = refund(order, amount=Decimal("12.00"))

    assert [(row.payment_id, row.amount) for row in outcome.refunded] == [
        (three_payments[2].pk, Decimal("10.00")),
        (three_payments[1].pk, Decimal("2.00")),
    ]


def test_the_caller_may_name_the_payments(order, refund, three_payments):
    named = [{"payment": three_payments[0].pk, "amount": Decimal("1.00")}, {"payment": three_payments[1].pk}]

    outcome = refund(order, payments=named)

    assert [row.amount for row in outcome.refunded] == [Decimal("1.00"), Decimal("8.50")]


def test_a_payment_of_another_order_is_refused(order, place, money, refund, three_payments):
    with pytest.raises(InvalidInput, match="different payment of this order"):
        refund(place(), payments=[{"payment": three_payments[0].pk}])


def test_pieces_give_back_their_share_of_the_discount(place, money, refund):
    """Three pieces of 10.00 with 20.00 off the order are worth 10.00 together."""
    order = place(
        items=[{"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00")}],
        adjustments=[{"type": "discount", "amount": Decimal("-20.00")}],
    )
    item = OrderItem.objects.get(order=order)
    money.pay(order)

    parts = [refund(order, items=[{"item": item.pk, "quantity": 1}]).refunds[0].amount for _ in range(3)]

    assert parts == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert state_of(order).status == OrderStatus.REFUNDED


def test_a_piece_is_given_back_once(order, money, refund):
    item = OrderItem.objects.get(order=order)
    money.pay(order)
    refund(order, items=[{"item": item.pk, "quantity": 2}])

    with pytest.raises(UnitsAlreadyRefunded) as refusal:
        refund(order, items=[{"item": item.pk, "quantity": 1}])

    assert refusal.value.facts == {"item": str(item.pk), "left": 0, "asked": 1}


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


def test_amounts_in_yen_and_dinars_keep_their_digits(place, money, refund, sandbox):
    for currency, price in (("JPY", "1000"), ("KWD", "1.234")):
        order = place(currency=currency, items=[{"quantity": 1, "unit_price": Decimal(price)}], adjustments=[])
        money.pay(order)

        assert refund(order, amount=Decimal(price) / 2).refunded[0].amount == Decimal(price) / 2
        assert [row.status for row in refund(order).refunds] == ["succeeded"]
        assert gateway_and_books_agree(sandbox, order)


@pytest.mark.parametrize("said", [{"items": []}, {"payments": []}])
def test_an_empty_list_of_what_to_give_back_is_refused_and_not_taken_for_everything(api, order, money, said):
    money.pay(order)

    answer = api.post(
        f"/api/v1/orders/{order.ref}/refund/", said, format="json", headers={"idempotency-key": "nothing"}
    )

    assert answer.status_code == 400
    assert wrong(answer) == {f"/{name}": "min_length" for name in said}
    assert not Refund.objects.exists()
