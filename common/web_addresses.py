"""Web addresses, taken apart."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_VISIBLE = re.compile(r"[!-\[\]-~]+")
"""Visible ASCII without a backslash, which browsers take for a slash."""


def parts_of(url: str) -> SplitResult | None:
    """The parts of an address that names a host; None if it is not one."""
    if not _VISIBLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (it is read when it is asked for)
    except ValueError:
        return None
    return parts if parts.hostname else None
