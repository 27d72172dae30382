"""The way back to a list as it was filtered: a page that is opened from one carries the list's query in its own, under
Django's name for it, and hands it on to the pages that are opened from it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

CARRIED = "_changelist_filters"


def carrying(request: HttpRequest, url: str, **query: Any) -> str:
    """The address of a page, with a query of its own and the list's that the present one carries."""
    carried = {name: value for name, value in request.GET.items() if name == CARRIED}
    return f"{url}?{urlencode({**query, **carried})}" if query or carried else url


def filtered(request: HttpRequest, list_url: str) -> str:
    """The address of a list as it was when somebody left it for the present page."""
    query = request.GET.get(CARRIED)
    return f"{list_url}?{query}" if query else list_url
