"""Amounts and times as published APIs write them, and bodies as their clients send them."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from common.errors import InvalidInput
from dialects.common.amounts import from_hundredths, in_hundredths, in_minor_units
from dialects.common.parsers import JsonOrFormParser
from dialects.common.times import in_utc, in_utc_exactly, with_offset

MOMENT = datetime(2017, 2, 15, 12, 31, 33, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "whole"), [("12.34", "USD", 1234), ("12", "JPY", 12), ("1", "KWD", 1000)]
)
def test_minor_units_are_the_currencys_own(amount, currency, whole):
    assert in_minor_units(Decimal(amount), currency) == whole


@pytest.mark.parametrize(("amount", "whole"), [("12.34", 1234), ("12", 1200), ("1.235", 124), ("-0.5", -50)])
def test_hundredths_are_the_same_in_every_currency(amount, whole):
    assert in_hundredths(Decimal(amount)) == whole
    assert in_hundredths(from_hundredths(whole)) == whole


def test_times_are_written_as_each_document_does():
    assert with_offset(MOMENT, ZoneInfo("Europe/Warsaw")) == "2017-02-15T13:31:33+0100"
    assert in_utc(MOMENT) == "2017-02-15T12:31:33Z"
    assert in_utc_exactly(MOMENT) == "2017-02-15T12:31:33.000005Z"


@pytest.mark.parametrize(
    ("body", "read"), [(b"", {}), (b"tracking=A+1&tracking=B", {"tracking": "B"}), (b' {"a": [1]}', {"a": [1]})]
)
def test_a_form_may_be_json_in_truth(body, read):
    assert JsonOrFormParser().parse(BytesIO(body)) == read


def test_a_form_has_no_nul_characters():
    with pytest.raises(InvalidInput):
        JsonOrFormParser().parse(BytesIO(b"tracking=%00"))
