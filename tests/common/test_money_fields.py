"""Amounts and rates: read exactly as written, printed with the digits of their currency."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.serializers import Serializer

from common.api.fields import (
    AmountField,
    MoneyField,
    RateField,
)
from tests.common.reading import code, read


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=4))
def test_every_amount_is_read_as_exactly_what_was_written(amount):
    assert read(AmountField(), f"{amount:f}") == amount


@pytest.mark.parametrize(
    ("sent", "amount"), [("33.00", "33.00"), (33, "33"), ("-5", "-5"), ("0012.5", "12.5"), ("-0", "0"), (-0, "0")]
)
def test_amounts_are_strings_or_integers(sent, amount):
    assert str(read(AmountField(), sent)) == amount


@pytest.mark.parametrize("value", [33.0, 0.1, float("1e300")])
def test_a_float_is_no_amount(value):
    assert code(AmountField(), value) == "float_not_allowed"


@pytest.mark.parametrize(
    "value",
    [
        "", " 1", "1 ", "1\n", "1e3", "1E3", "NaN", "Infinity", "-Infinity", "1_000", "1,5", "\u0663", "\uff11", "+1",
        ".5", "5.", "0x1", "--1", "1" * 41, True, False, [], {}, ["1"],
    ],
)  # fmt: skip
def test_only_plain_decimal_notation_is_read(value):
    assert code(AmountField(), value) == "invalid"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1.00000", "too_many_digits"),
        ("1000000000000", "too_large"),
        ("-1000000000000", "too_large"),
        ("9" * 40, "too_large"),
        (2**62, "too_large"),
        (None, "null"),
    ],
)
def test_an_amount_has_its_limits(value, reason):
    assert code(AmountField(), value) == reason


def test_the_least_amount_can_be_said():
    assert read(AmountField(min_value=0), "0") == 0
    assert code(AmountField(min_value=0), "-0.0001") == "min_value"


@pytest.mark.parametrize(("rate", "written"), [("21", "21.00"), ("7.5", "7.50"), ("8.125", "8.125"), ("0", "0.00")])
def test_rates_are_written_with_two_digits_or_more(rate, written):
    assert RateField().to_representation(read(RateField(), rate)) == written


@pytest.mark.parametrize(
    ("value", "reason"), [("-1", "min_value"), ("100.0001", "max_value"), (8.0, "float_not_allowed")]
)
def test_a_rate_lies_between_nothing_and_all(value, reason):
    assert code(RateField(), value) == reason


@pytest.mark.parametrize(("currency", "written"), [("JPY", "1235"), ("USD", "1234.50"), ("KWD", "1234.500")])
def test_money_is_written_with_the_digits_of_its_currency(currency, written):
    class Row(Serializer):
        total = MoneyField()
        line = MoneyField(source="total", currency="order.currency")

    order = SimpleNamespace(currency=currency)
    amount = Decimal("1235") if currency == "JPY" else Decimal("1234.5")

    assert Row(SimpleNamespace(total=amount, currency=currency, order=order)).data == {
        "total": written,
        "line": written,
    }


def test_money_that_is_missing_is_null():
    class Row(Serializer):
        price = MoneyField(allow_null=True)

    assert Row(SimpleNamespace(price=None, currency="EUR")).data == {"price": None}


def test_money_that_is_read_cannot_be_written():
    class Row(Serializer):
        total = MoneyField()

    row = Row(data={"total": "1"})

    assert row.is_valid()
    assert row.validated_data == {}
