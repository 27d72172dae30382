"""Amounts as people write and read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.amounts import AmountUnclear, format_amount_input, format_money, format_number, parse_amount
from common.money import LARGEST_AMOUNT

AMOUNTS = st.decimals(0, LARGEST_AMOUNT - 1, places=3)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "turkish"),
    [
        ("23.5", "USD", "23.50 USD", "23,50 USD"),
        ("1234567.5", "TRY", "1,234,567.50 TRY", "1.234.567,50 TRY"),
        ("1234", "JPY", "1,234 JPY", "1.234 JPY"),
        ("-1.5", "KWD", "-1.500 KWD", "-1,500 KWD"),
        ("0", "EUR", "0.00 EUR", "0,00 EUR"),
    ],
)
def test_a_sum_has_the_digits_of_its_currency_and_the_marks_of_the_language(amount, currency, english, turkish):
    written = [format_money(Decimal(amount), currency, language=language) for language in ("en", "tr")]

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in written] == [english, turkish]


def test_zero_has_no_sign():
    assert format_money(Decimal("-0.00"), "USD", language="en") == "0.00\N{NO-BREAK SPACE}USD"


def test_thousands_are_parted_as_the_language_does():
    assert format_number(Decimal(1234), 2, language="fr") == "1\N{NARROW NO-BREAK SPACE}234,00"
    assert format_number(Decimal(1234), 2, language="pt-br") == "1.234,00"
    assert format_number(Decimal(1234), 2, language=None) == "1,234.00"


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,50", "12.50"),
        ("12.50", "12.50"),
        (" 12,5 ", "12.5"),
        (",5", "0.5"),
        ("1234", "1234"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1 234,50", "1234.50"),
        ("1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50", "1234567.50"),
        ("1234,500", "1234.500"),
        ("0,500", "0.500"),
        ("1.234,567", "1234.567"),
        ("-12,50", "-12.50"),
    ],
)
def test_an_amount_is_understood_with_either_mark(text, amount, language):
    assert parse_amount(text, 2, language=language) == Decimal(amount)


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("text", ["1.234", "1,234", "12.500", "-123,456", " 1.000 "])
def test_what_may_be_thousands_or_decimals_is_refused(text, language):
    with pytest.raises(AmountUnclear, match="can be read in two ways"):
        parse_amount(text, 2, language=language)


def test_three_decimals_are_the_ones_of_the_currency_only_behind_the_mark_of_the_language():
    assert parse_amount("23.500", 3, language="en") == parse_amount("23,500", 3, language="tr") == Decimal("23.5")
    for text, language in (("23,500", "en"), ("23.500", "tr")):
        with pytest.raises(AmountUnclear, match="Write thousands without a mark: 23500"):
            parse_amount(text, 3, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "much",
        "12,",
        "1e3",
        "NaN",
        "1,2,3",
        "1.23.456",
        "12.34,56,78",
        "1 2",
        "12 50",
        "9" * 13,
        "1" * 41,
        "--1",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(AmountUnclear, match=r"This is no amount such as 1234,50\."):
        parse_amount(text, 2, language="tr")


@given(AMOUNTS, st.sampled_from([0, 2, 3]), st.sampled_from(["en", "tr"]))
def test_what_a_form_is_filled_in_with_is_understood_as_the_same(amount, places, language):
    amount = round(amount, places)

    assert parse_amount(format_amount_input(amount, places, language=language), places, language=language) == amount


@given(AMOUNTS, st.sampled_from([0, 2, 3]), st.sampled_from(["en", "tr"]))
def test_what_people_read_is_never_misunderstood(amount, places, language):
    amount = round(amount, places)
    try:
        assert parse_amount(format_number(amount, places, language=language), places, language=language) == amount
    except AmountUnclear:
        assert places == 0
