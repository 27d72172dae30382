"""How an amount is spread over payments."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from common.money import ZERO, smallest_unit
from payments.amounts import spread

currencies = st.sampled_from(["JPY", "USD", "KWD"])


@st.composite
def refundable(draw):
    unit = smallest_unit(draw(currencies))
    lefts = draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
    amount = draw(st.one_of(st.integers(0, sum(lefts)), st.sampled_from(lefts)))
    return amount * unit, [(index, left * unit) for index, left in enumerate(lefts)]


@given(refundable())
def test_the_parts_are_the_amount_and_none_is_more_than_is_left(wanted):
    amount, left = wanted

    parts = spread(amount, left)

    assert sum((part for _, part in parts), ZERO) == amount
    assert all(ZERO < part <= dict(left)[index] for index, part in parts)
    assert len({index for index, _ in parts}) == len(parts)


@given(refundable())
def test_an_exact_match_gives_alone(wanted):
    amount, left = wanted

    parts = spread(amount, left)

    if amount > 0 and any(part == amount for _, part in left):
        assert len(parts) == 1


@given(refundable())
def test_otherwise_newer_payments_are_emptied_before_older_ones_are_touched(wanted):
    amount, left = wanted

    parts = spread(amount, left)

    if len(parts) > 1:
        last = parts[-1][0]
        assert all(dict(parts).get(index, ZERO) == part for index, part in left[:last])


def test_more_than_there_is_gives_what_there_is():
    assert spread(Decimal(9), [("a", Decimal(2)), ("b", Decimal(3))]) == [("a", Decimal(2)), ("b", Decimal(3))]


def test_nothing_is_spread_over_nobody():
    assert spread(ZERO, [("a", ZERO), ("b", Decimal(1))]) == []
