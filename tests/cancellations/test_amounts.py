"""When shipping goes back, and what becomes of what was never paid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancellations.amounts import MoneyBack, ShippingPot, money_back, shipping_back
from cancellations.statuses import ShippingRule

amounts = st.integers(0, 10_000).map(lambda units: Decimal(units).scaleb(-2))
POT = ShippingPot(charged=Decimal("5.00"), discount=Decimal("1.00"))


def test_shipping_goes_back_with_the_last_units():
    back = shipping_back(POT, ShippingRule.WITH_THE_LAST, nothing_remains=True)

    assert (back.takes_it, back.amount, back.discount) == (True, Decimal("5.00"), Decimal("1.00"))


@pytest.mark.parametrize("rule", [ShippingRule.WITH_THE_LAST, ShippingRule.WITHHELD])
def test_shipping_stays_while_something_remains(rule):
    back = shipping_back(POT, rule, nothing_remains=False)

    assert (back.takes_it, back.amount, back.discount) == (False, 0, 0)


def test_shipping_goes_back_early_when_asked():
    assert shipping_back(POT, ShippingRule.ASKED, nothing_remains=False).amount == Decimal("5.00")


def test_shipping_that_is_withheld_stays_even_when_nothing_remains():
    assert shipping_back(POT, ShippingRule.WITHHELD, nothing_remains=True).amount == 0


def test_a_second_plan_takes_what_the_first_left_and_no_discount_again():
    pot = ShippingPot(Decimal("5.00"), Decimal("1.00"), taken=Decimal("2.00"), was_taken=True)

    back = shipping_back(pot, ShippingRule.WITH_THE_LAST, nothing_remains=True)

    assert (back.amount, back.discount) == (Decimal("3.00"), 0)


@given(amounts, st.lists(st.one_of(st.none(), amounts), max_size=5))
def test_plans_never_take_more_shipping_than_was_charged(charged, wishes):
    taken = Decimal(0)
    for asked in wishes:
        pot = ShippingPot(charged, Decimal(0), taken, was_taken=taken > 0)
        taken += shipping_back(pot, ShippingRule.ASKED, nothing_remains=False, asked=asked).amount

    assert taken <= charged


@pytest.mark.parametrize(
    ("paid", "back"),
    [
        pytest.param("0", MoneyBack(Decimal(10), Decimal(0)), id="nothing was paid: nothing goes back"),
        pytest.param("15", MoneyBack(Decimal(10), Decimal(0)), id="half was paid: the rest owed is less"),
        pytest.param(
            "25", MoneyBack(Decimal(5), Decimal(5)), id="most was paid: some is no longer owed, some goes back"
        ),
        pytest.param("30", MoneyBack(Decimal(0), Decimal(10)), id="all was paid: it goes back"),
    ],
)
def test_cancelling_ten_of_thirty_while_the_rest_goes_on(paid, back):
    paid = Decimal(paid)

    assert money_back(Decimal(10), outstanding=30 - paid, refundable=paid) == back


def test_when_nothing_remains_everything_paid_goes_back_and_nothing_is_owed():
    assert money_back(Decimal(30), outstanding=Decimal(20), refundable=Decimal(10)) == MoneyBack(
        Decimal(20), Decimal(10)
    )


@given(amounts, amounts, amounts)
def test_never_more_goes_back_than_there_is_nor_than_the_plan_is_about(worth, outstanding, refundable):
    money = money_back(worth, outstanding=outstanding, refundable=refundable)

    assert 0 <= money.back <= refundable
    assert money.waived >= 0
    assert money.waived + money.back <= worth
