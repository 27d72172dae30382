"""How people are reached: e-mail addresses and phone numbers in forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.deconstruct import deconstructible

from common.invisible import in_plain_signs, without_invisible


@deconstructible
class MailboxValidator(EmailValidator):
    """An e-mail address as people have them: Japanese carriers gave out names with dots anywhere
    (`a..b.@docomo.ne.jp`), and names and domains may be in any script (RFC 6531)."""

    user_regex = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}\Z")


class MailboxField(forms.CharField):
    """An e-mail address as people write or paste it."""

    def __init__(self, *, max_length: int = 254, **options: Any) -> None:
        super().__init__(max_length=max_length, validators=[MailboxValidator()], **options)

    def to_python(self, value: Any) -> str | None:
        return super().to_python(without_invisible(value or ""))


class PhoneNumberField(forms.CharField):
    """A telephone number as people write or paste it."""

    def __init__(self, *, max_length: int = 40, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str | None:
        return super().to_python(in_plain_signs(value or ""))
