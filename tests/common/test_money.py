from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import (
    PUBLISHED_CURRENCIES,
    currencies,
    digits,
    fits,
    format_amount,
    is_currency,
    rounded,
    smallest_unit,
    split,
)

CURRENCIES = st.sampled_from(["JPY", "USD", "KWD", "CLF"])


@st.composite
def amounts(draw, currency):
    units = draw(st.integers(-(10**12), 10**12))
    return units * smallest_unit(currency)


@st.composite
def splits(draw):
    currency = draw(CURRENCIES)
    weights = st.integers(0, 10**6) | st.decimals(0, 10**6, places=4)
    return draw(amounts(currency)), draw(st.lists(weights, min_size=1, max_size=20)), currency


@given(splits())
def test_the_parts_of_a_split_add_up_to_the_whole(case):
    whole, weights, currency = case

    parts = split(whole, weights, currency)

    assert len(parts) == len(weights)
    assert sum(parts) == whole
    assert all(fits(part, currency) for part in parts)


@given(splits())
def test_each_part_is_within_one_unit_of_its_share(case):
    whole, weights, currency = case
    unit = smallest_unit(currency)
    scale = [Decimal(weight) for weight in weights] if any(weights) else [Decimal(1)] * len(weights)

    for part, weight in zip(split(whole, weights, currency), scale, strict=True):
        assert abs(part * sum(scale) - whole * weight) < unit * sum(scale)


@given(splits())
def test_a_part_without_weight_gets_nothing(case):
    whole, weights, currency = case
    parts = split(whole, weights, currency)

    if any(weights):
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)


@given(splits())
def test_who_weighs_more_gets_no_less(case):
    whole, weights, currency = case
    whole = abs(whole)

    by_weight = sorted(zip(weights, split(whole, weights, currency), strict=True), key=lambda pair: (pair[0], pair[1]))

    assert [part for _, part in by_weight] == sorted(part for _, part in by_weight)


@pytest.mark.parametrize(
    ("whole", "weights", "currency", "parts"),
    [
        ("100", [1, 1, 1], "USD", ["33.34", "33.33", "33.33"]),
        ("100", [1, 1, 1], "JPY", ["34", "33", "33"]),
        ("100", [1, 1, 1], "KWD", ["33.334", "33.333", "33.333"]),
        ("0.05", [3, 7], "USD", ["0.02", "0.03"]),
        ("10", [0, 0], "EUR", ["5.00", "5.00"]),
        ("-1", [1, 1, 1], "USD", ["-0.33", "-0.33", "-0.34"]),
        ("0", [5, 3], "USD", ["0.00", "0.00"]),
        ("33", [10, 20, 3], "EUR", ["10.00", "20.00", "3.00"]),
    ],
)
def test_splits_that_can_be_worked_out_by_hand(whole, weights, currency, parts):
    assert [format_amount(part, currency) for part in split(Decimal(whole), weights, currency)] == parts


def test_there_must_be_somebody_to_share_with():
    with pytest.raises(ValueError, match="Nothing to split over"):
        split(Decimal(1), [], "EUR")


@pytest.mark.parametrize(
    ("currency", "number"), [("JPY", 0), ("KRW", 0), ("USD", 2), ("TRY", 2), ("KWD", 3), ("IQD", 3)]
)
def test_currencies_have_the_digits_of_iso_4217(currency, number):
    assert digits(currency) == number


@pytest.mark.parametrize("currency", sorted(PUBLISHED_CURRENCIES))
def test_every_published_currency_is_known(currency):
    assert is_currency(currency)


@pytest.mark.parametrize("code", ["", "XXX", "XAU", "CNH", "DEM", "eur", "EURO"])
def test_metals_tests_and_bygone_money_are_no_currencies(code):
    assert not is_currency(code)


def test_currencies_are_three_letters_in_order():
    assert list(currencies()) == sorted(set(currencies()))
    assert {len(code) for code in currencies()} == {3}


@given(CURRENCIES.flatmap(lambda currency: st.tuples(amounts(currency), st.just(currency))))
def test_what_is_written_reads_as_the_same_amount(case):
    amount, currency = case

    text = format_amount(amount, currency)

    assert Decimal(text) == amount
    assert len(text.partition(".")[2]) == digits(currency)


@pytest.mark.parametrize(
    ("amount", "currency", "result"),
    [("0.005", "USD", "0.01"), ("-0.005", "USD", "-0.01"), ("0.5", "JPY", "1"), ("1.00049", "KWD", "1.000")],
)
def test_halves_are_rounded_away_from_zero(amount, currency, result):
    assert str(rounded(Decimal(amount), currency)) == result


@pytest.mark.parametrize(
    ("amount", "currency", "answer"),
    [
        ("1.5", "JPY", False),
        ("1.00", "JPY", True),
        ("1.005", "USD", False),
        ("1.005", "KWD", True),
        ("1.000", "JPY", False),
        ("1.000", "USD", False),
        ("1.000", "KWD", True),
        ("1.0000", "USD", True),
    ],
)
def test_an_amount_fits_if_it_has_the_digits_of_its_currency_and_does_not_look_like_a_thousand(
    amount, currency, answer
):
    assert fits(Decimal(amount), currency) is answer
