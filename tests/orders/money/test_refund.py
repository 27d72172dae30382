"""Giving money back: never more than came, never twice, and honest about what is not known."""

from decimal import Decimal

import pytest

from common.errors import InvalidInput
from events.models import Event
from orders.models import OrderItem
from orders.money.refund_units import UnitsAlreadyRefunded
from orders.money.refundable import NothingToRefund
from orders.statuses import OrderStatus
from payments.balance_updates import RefundExceedsPaid
from payments.models import Refund
from tests.answers import wrong
from tests.sandbox import gateway_and_books_agree, state_of, sums


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


def test_units_give_back_their_share_of_the_discount(place, money, refund):
    """Three units of 10.00 with 20.00 off the order are worth 10.00 together."""
    order = place(
        items=[{"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00")}],
        adjustments=[{"type": "discount", "amount": Decimal("-20.00")}],
    )
    item = OrderItem.objects.get(order=order)
    money.pay(order)

    parts = [refund(order, items=[{"item": item.pk, "quantity": 1}]).refunds[0].amount for _ in range(3)]

    assert parts == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert state_of(order).status == OrderStatus.REFUNDED


def test_a_unit_is_given_back_once(order, money, refund):
    item = OrderItem.objects.get(order=order)
    money.pay(order)
    refund(order, items=[{"item": item.pk, "quantity": 2}])

    with pytest.raises(UnitsAlreadyRefunded) as refusal:
        refund(order, items=[{"item": item.pk, "quantity": 1}])

    assert refusal.value.facts == {"item": str(item.pk), "left": 0, "asked": 1}


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
