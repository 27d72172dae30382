"""Addresses to which customers return after paying."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Sentence
from common.web_addresses import parts_of

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FILLED_IN = {"page": "https://orders.example/o/", "ref": "1", "number": "1", "hostname": "shop.example"}
"""What a channel's address may name in braces, with an example of each."""

_HOST = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?")


def fault_of(url: str) -> tuple[str, Sentence] | None:
    """The code and sentence of the rule that an address breaks; None if it breaks none."""
    parts = parts_of(url)
    if parts is None:
        return "invalid", Sentence("This must be an address such as https://shop.example/thanks.")
    if parts.username is not None or parts.password is not None:
        return "user_in_url", Sentence("This must name no user and no password.")
    if parts.scheme == "http" and (settings.DEBUG or parts.hostname in LOOPBACK):
        return None
    if parts.scheme != "https":
        return "not_https", Sentence("This must begin with https://.")
    return None


def host_of(url: str) -> str:
    """The host of an address, with its port if it names one."""
    return urlsplit(url).netloc.lower()


def known_return_url(url: str) -> None:
    """A validator: an address, in which `{page}`, `{ref}`, `{number}` and `{hostname}` are filled in."""
    try:
        filled = url.format(**FILLED_IN)
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        named = ", ".join(f"{{{name}}}" for name in FILLED_IN)
        raise ValidationError(
            _("Only %(named)s are filled in."), code="unknown_variable", params={"named": named}
        ) from error
    if fault := fault_of(filled):
        code, sentence = fault
        raise ValidationError(gettext(sentence.template), code=code)


def known_return_hosts(hosts: object) -> None:
    """A validator: a list of hosts, such as `shop.example` or `localhost:3000`."""
    if not isinstance(hosts, list) or not all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts):
        raise ValidationError(
            _("This must be a list of hosts such as shop.example, in small letters."), code="invalid_host"
        )
