"""Serializer fields for texts that every database stores, and for where people are reached."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from common.contacts import MailboxValidator
from common.invisible import in_one_line, in_plain_signs, without_invisible
from common.ip_addresses import ip_of


class BoundedText(serializers.CharField):
    """A text of at most `max_length` characters; numbers are none, and may be empty unless `allow_blank=False`."""

    def __init__(self, *, max_length: int, allow_blank: bool = True, **options: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=allow_blank, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = empty) -> Any:
        """The text without the spaces around it, which count for its length all the same."""
        text = super().run_validation(data)
        if isinstance(data, str) and len(data) > (self.max_length or 0):
            self.fail("max_length", max_length=self.max_length)
        return text


class PastedNumber(BoundedText):
    """A number that is typed, scanned or pasted, such as a tracking number."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(in_one_line(data) if isinstance(data, str) else data)


class PhoneField(BoundedText):
    """A telephone number as people write or paste it: `05555555555`, `801-755-9966`, `+90 (212) 555 00 00 ext. 12`."""

    def __init__(self, *, max_length: int = 40, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.validators.append(
            RegexValidator(
                r"^([0-9+() ./xX#-]|[eE][xX][tT])*$", _("A phone number has digits, spaces and + ( ) - . / # x or ext.")
            )
        )

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(in_plain_signs(data) if isinstance(data, str) else data)


@extend_schema_field({"type": "string", "format": "email"})
class EmailField(BoundedText):
    """An e-mail address as people write or paste it."""

    default_error_messages = {"invalid": "This is no e-mail address."}

    def __init__(self, *, max_length: int = 254, allow_blank: bool = False, **options: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=allow_blank, **options)
        self.validators.append(MailboxValidator(message=self.error_messages["invalid"]))

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(without_invisible(data) if isinstance(data, str) else data)


@extend_schema_field({"type": "string", "description": "IPv4 or IPv6; what is no address is kept as null."})
class IpField(BoundedText):
    """Where on the network somebody was, as far as it can be read: no order is refused for it."""

    with_port = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(?P<v4>\d+(\.\d+){3}):\d+")

    def __init__(self, *, max_length: int = 1000, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def run_validation(self, data: Any = empty) -> Any:
        """The first address of a list, as proxies write it, without a port; or None."""
        text = super().run_validation(data)
        return self._address(text.split(",")[0].strip()) if isinstance(text, str) else text

    def _address(self, text: str) -> str | None:
        found = self.with_port.fullmatch(text)
        return ip_of(found["v6"] or found["v4"] if found else text)
