"""Texts, phone numbers, e-mail and IP addresses: what a serializer takes, and what it refuses."""

import pytest

from common.api.fields import BoundedText, EmailField, IpField, PastedNumber, PhoneField
from tests.common.reading import code, read


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
