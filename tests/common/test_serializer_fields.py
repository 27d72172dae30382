"""Texts, times, codes, objects and numbers: what a serializer takes, and what it refuses."""

from types import SimpleNamespace

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

from common.api.fields import (
    BoundedJsonField,
    BoundedText,
    CodeField,
    CountryCodeField,
    CurrencyField,
    EmailField,
    IpField,
    LanguageField,
    PastedNumber,
    PhoneField,
    QuantityField,
    StateField,
    TimeField,
    WholeNumberField,
    YesNoField,
)
from common.money import currencies
from orders.statuses import OrderStatus, PaymentStatus
from tests.common.reading import code, read

# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("x\0", "null_characters_not_allowed"),
        ("\ud800", "surrogate_characters_not_allowed"),
        ("x" * 11, "max_length"),
        (5, "invalid"),
        (1.5, "invalid"),
        (True, "invalid"),
        ([], "invalid"),
        (None, "null"),
    ],
)
def test_a_text_is_one_that_every_database_stores(value, reason):
    assert code(BoundedText(max_length=10), value) == reason


def test_spaces_around_a_text_count_as_what_they_are_until_they_are_taken_off():
    assert read(BoundedText(max_length=5), " abc ") == "abc"
    assert code(BoundedText(max_length=5), " abcd ") == "max_length"


def test_a_text_may_be_empty_unless_it_says_otherwise():
    assert read(BoundedText(max_length=10), "") == ""
    assert code(BoundedText(max_length=10, allow_blank=False), " ") == "blank"


@pytest.mark.parametrize(
    "number",
    ["05555555555", "801-755-9966", "+90 (212) 555 00 00 x12", "+1 347-448-3190 ext. 50401", "555 0100 Ext 7", "1#2",
     "1.2/3", ""],
)  # fmt: skip
def test_phone_numbers_are_as_people_write_them(number):
    assert read(PhoneField(), number) == number


@pytest.mark.parametrize(
    "pasted",
    [
        "\u202a+90 555-123\u202c",
        "\u2066+90 555-123\u2069",
        "+90\u00a0555\u2011123",
        "+90\u202f555\u2013123",
        "+90 555\u2212123",
        "\ufeff+90 555-123\u200b",
        "+90\ufe0d 555-1\u00ad23",
        "\uff0b\uff19\uff10\u3000\uff15\uff15\uff15\uff0d\uff11\uff12\uff13",
    ],
)
def test_a_phone_number_is_read_without_what_came_along_when_it_was_pasted(pasted):
    assert read(PhoneField(), pasted) == "+90 555-123"


@pytest.mark.parametrize("number", ["call me", "123\n456", "1;2", "\u0665", "<1>"])
def test_what_is_no_phone_number_is_refused(number):
    assert code(PhoneField(), number) == "invalid"


def test_a_phone_number_has_forty_characters_at_most():
    assert code(PhoneField(), "1" * 41) == "max_length"


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


@pytest.mark.parametrize(
    "address",
    [
        "shop@example.com",
        "a..b.@docomo.ne.jp",
        ".first@ezweb.ne.jp",
        "user+tag@mail.example.co.uk",
        "\u7528\u6237@\u4f8b\u5b50.\u5e7f\u544a",
        "d\u00f6rte@s\u00f6rensen.example",
    ],
)
def test_e_mail_addresses_are_as_people_have_them(address):
    assert read(EmailField(), address) == address


def test_a_number_is_read_in_one_line_without_what_nobody_sees():
    assert read(PastedNumber(max_length=20), "\u202a1Z\u00a099\r\n\u200b") == "1Z 99"


@pytest.mark.parametrize(
    "pasted", ["shop@example.com\u200b", "\u202ashop@example.com\u202c", "\ufeffshop@exam\u00adple.com "]
)
def test_an_e_mail_address_is_read_without_what_nobody_sees(pasted):
    assert read(EmailField(), pasted) == "shop@example.com"


@pytest.mark.parametrize(
    "text",
    ["", "\u200b", "shop", "@example.com", "a@b@example.com", "a b@example.com", "a@example", "<a@example.com>",
     "a@-x.example", "a,b@example.com", "a@example.com\nBcc: b@example.com", "x" * 65 + "@example.com", 5],
)  # fmt: skip
def test_what_is_no_e_mail_address_is_refused(text):
    assert code(EmailField(), text) in {"invalid", "blank"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("203.0.113.7, 10.0.0.1", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7%eth0", "203.0.113.7"),
        ("%eth0", None),
        ("300.1.1.1", None),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_where_somebody_was_is_kept_as_far_as_it_can_be_read(sent, kept):
    assert read(IpField(allow_null=True), sent) == kept


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
