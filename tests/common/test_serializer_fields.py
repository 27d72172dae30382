"""Times, codes, objects and numbers: what a serializer takes, and what it refuses."""

from types import SimpleNamespace

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

from common.api.fields import (
    BoundedJsonField,
    CodeField,
    CountryCodeField,
    CurrencyField,
    LanguageField,
    QuantityField,
    StateField,
    TimeField,
    WholeNumberField,
    YesNoField,
)
from common.money import currencies
from orders.statuses import OrderStatus, PaymentStatus
from tests.common.reading import code, read

# --- times and codes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-31T12:30:00Z", "2026-01-31T12:30:00+00:00"),
        ("2026-01-31T12:30:00-0600", "2026-01-31T18:30:00+00:00"),
        ("2026-01-31T12:30+03:00", "2026-01-31T09:30:00+00:00"),
        ("2026-01-31", "2026-01-31T00:00:00+00:00"),
    ],
)
def test_a_time_is_read_with_its_zone_and_a_day_begins_in_utc(written, moment):
    assert read(TimeField(), written).isoformat() == moment


@pytest.mark.parametrize("written", ["2026-01-31T12:30:00", "2026-01-31 12:30"])
def test_a_time_without_a_zone_is_refused(written):
    assert code(TimeField(), written) == "no_zone"


@pytest.mark.parametrize("moment", ["0003-01-30T14:12:24Z", "1899-12-31T23:59:59Z", "3000-01-01T00:00:00Z"])
def test_a_time_that_nobody_can_mean_is_refused(moment):
    assert code(TimeField(), moment) == "out_of_range"


@pytest.mark.parametrize("language", ["en", "tr-TR", "en_US", "zh-Hant-TW", "sr_Latn", "yue", ""])
def test_languages_may_have_a_region_or_a_script(language):
    assert read(LanguageField(), language) == language


@pytest.mark.parametrize("language", ["e", "english", "en-", "-US", "en US", "tr--TR", "ñ1"])
def test_what_is_no_language_is_refused(language):
    assert code(LanguageField(), language) == "invalid"


@pytest.mark.parametrize("currency", currencies())
def test_every_currency_in_use_is_known_in_any_case(currency):
    assert read(CurrencyField(), currency.lower()) == currency


@pytest.mark.parametrize("value", ["XXX", "ABC", "T", "DEM", "€"])
def test_an_unknown_currency_is_refused(value):
    assert code(CurrencyField(), value) == "unknown"


def test_a_currency_is_never_empty():
    assert code(CurrencyField(), "") == "blank"


def test_countries_are_known_by_their_two_letters():
    assert read(CountryCodeField(), "tr") == "TR"
    assert read(CountryCodeField(allow_blank=True), "") == ""
    assert code(CountryCodeField(), "ZZ") == "unknown"
    assert code(CountryCodeField(), "TUR") == "unknown"


@pytest.mark.parametrize("value", ["XK", "xi", "IC", "EA", "AC", "TA"])
def test_a_country_may_have_a_reserved_code_that_shops_use(value):
    assert read(CountryCodeField(), value) == value.upper()


@pytest.mark.parametrize("value", ["UK", "el"])
def test_another_code_of_a_country_is_refused(value):
    assert code(CountryCodeField(), value) == "otherwise_written"


@pytest.mark.parametrize("value", ["\u00df", "\u0131s"])
def test_letters_that_become_others_in_upper_case_make_no_code(value):
    assert value.upper() in {"SS", "IS"}
    assert code(CountryCodeField(), value) == "unknown"


# --- objects and states ----------------------------------------------------------------------------------------------


def test_a_free_object_comes_through():
    value = {"a": [1, {"b": None}], "ü": "x"}

    assert read(BoundedJsonField(max_bytes=100), value) == value


def nested(levels):
    return {} if levels == 1 else {"a": nested(levels - 1)}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "not_an_object"),
        ("x", "not_an_object"),
        (1, "not_an_object"),
        ({"a": "ü" * 47}, "too_large"),
        (nested(9), "too_deep"),
        ({"a": [[[[[[[[]]]]]]]]}, "too_deep"),
    ],
)
def test_a_free_object_has_its_limits(value, reason):
    assert code(BoundedJsonField(max_bytes=100), value) == reason


def test_a_free_object_may_have_eight_levels_and_every_byte_that_is_allowed():
    assert read(BoundedJsonField(max_bytes=100), nested(8))
    assert read(BoundedJsonField(max_bytes=100), {"a": "ü" * 46})


def test_a_state_is_shown_by_its_name():
    class Row(Serializer):
        status = StateField(choices=OrderStatus)
        payment = StateField(choices=PaymentStatus)

    assert Row(SimpleNamespace(status=300, payment="paid")).data == {"status": "PACKAGE_WAITING", "payment": "PAID"}


def test_a_related_row_is_shown_by_its_code():
    class Row(Serializer):
        channel = CodeField()

    assert Row(SimpleNamespace(channel=SimpleNamespace(code="web"))).data == {"channel": "web"}


# --- numbers, yes and no ---------------------------------------------------------------------------------------------


def test_a_whole_number_is_a_number():
    assert read(WholeNumberField(), 12) == 12


@pytest.mark.parametrize("value", ["12", "1_000", "\u0661\u0662", " 5 ", "+5", True, False, [1], {}, ""])
def test_what_only_looks_like_a_whole_number_is_refused(value):
    assert code(WholeNumberField(), value) == "invalid"


@pytest.mark.parametrize("value", [1.0, 1.5, 1e300])
def test_a_number_with_a_point_is_not_whole(value):
    assert code(WholeNumberField(), value) == "fraction"


def test_a_quantity_says_what_to_do_about_a_fraction():
    with pytest.raises(ValidationError, match=r"sell 1\.5 kg as 1500 units of 1 g"):
        QuantityField().run_validation(0.5)
    assert code(QuantityField(), 0) == "min_value"


def test_a_whole_number_has_its_limits():
    assert code(WholeNumberField(min_value=1), 0) == "min_value"
    assert code(WholeNumberField(max_value=9), 10) == "max_value"


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_true_and_false(value):
    assert read(YesNoField(), value) is value


@pytest.mark.parametrize("value", ["yes", "true", "on", "t", 1, 0, "0", "", [], {}])
def test_what_only_means_yes_or_no_is_refused(value):
    assert code(YesNoField(), value) == "invalid"
