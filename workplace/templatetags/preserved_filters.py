"""Links that lead back to a list as it was filtered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import resolve

from common import preserved_filters

register = template.Library()

LEADS: Mapping[str, Callable[[HttpRequest, str], str]] = {
    "changelist": preserved_filters.filtered,
    "change": preserved_filters.carrying,
}
"""What a breadcrumb to a list, or to a row's page, takes along."""


@register.simple_tag(takes_context=True)
def carrying(context: Mapping[str, Any], url: str, **query: Any) -> str:
    """A page's address with the list's query that the present one carries: `{% carrying each.url payment=id %}`."""
    return preserved_filters.carrying(context["request"], url, **query)


@register.simple_tag(takes_context=True)
def crumb(context: Mapping[str, Any], url: object) -> str:
    """Where a breadcrumb leads: to the list as it was, and to the row's page with the way back to it."""
    *_, kind = (resolve(str(url)).url_name or "").rpartition("_")
    lead = LEADS.get(kind)
    return lead(context["request"], str(url)) if lead else str(url)
