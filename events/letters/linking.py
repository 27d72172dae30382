"""Web addresses in the text of an e-mail, as links."""

from __future__ import annotations

import re

from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ADDRESS = re.compile(r'https?://[^\s<>"]*[^\s<>".,:;!?]', re.IGNORECASE)


def linked(text: str) -> SafeString:
    """The text in HTML. A link leads to the very address that the text shows: `urlize` writes spaces, slashes and
    parameters without a value in another way, which carriers do not understand."""
    parts: list[tuple[SafeString]] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = _without_closing(found[0])
        parts += (_beside(text[end : found.start()]),), (_link(address),)
        end = found.start() + len(address)
    return format_html_join("", "{}", [*parts, (_beside(text[end:]),)])


def _beside(text: str) -> SafeString:
    beside: SafeString = urlize(text)
    return beside


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="nofollow">{0}</a>', address)


def _without_closing(address: str) -> str:
    """The address without the bracket that closes what it stands in."""
    return address[:-1] if address.endswith(")") and address.count("(") < address.count(")") else address
