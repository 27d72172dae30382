"""E-mail addresses and phone numbers in forms."""

import pytest
from django import forms

from common.contacts import MailboxField, PhoneNumberField


@pytest.mark.parametrize(
    ("field", "pasted", "kept"),
    [
        (MailboxField(), "\u202aa..b@example.com\u200b", "a..b@example.com"),
        (MailboxField(required=False), "\u200b", ""),
        (PhoneNumberField(), "\u202a+90\u00a0555\u2011123\u202c", "+90 555-123"),
        (PhoneNumberField(required=False), "", ""),
    ],
)
def test_what_was_pasted_is_read_without_what_nobody_sees(field, pasted, kept):
    assert field.clean(pasted) == kept


@pytest.mark.parametrize(
    ("field", "wrong"),
    [(MailboxField(), "a@b"), (MailboxField(), "a" * 243 + "@example.com"), (PhoneNumberField(), "1" * 41)],
)
def test_what_is_none_is_refused(field, wrong):
    with pytest.raises(forms.ValidationError):
        field.clean(wrong)
