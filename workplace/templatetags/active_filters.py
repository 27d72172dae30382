"""What a list is narrowed by, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import PAGE_VAR
from django.utils.translation import gettext

register = template.Library()


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter, what was chosen of it, and the address of the list without it."""

    title: str
    chosen: str
    without: str


@register.simple_tag
def active_filters(changes: Any) -> list[ActiveFilter]:
    """The filters that narrow a list."""
    found = []
    for spec in changes.filter_specs:
        chosen = ", ".join(dict.fromkeys(_chosen(spec, changes)))
        if chosen:
            without = changes.get_query_string(remove=[*spec.expected_parameters(), PAGE_VAR])
            found.append(ActiveFilter(str(spec.title), chosen, without))
    return found


def _chosen(spec: Any, changes: Any) -> Iterator[str]:
    """The words of what was chosen."""
    bounds = {name.rpartition("_")[2]: text for name, text in _given(spec).items() if name.endswith(("_from", "_to"))}
    if bounds:
        yield from _range(**bounds)
    elif isinstance(spec, SimpleListFilter):
        given: Any = spec.value()
        values = given if isinstance(given, list) else [given]
        yield from (str(text) for value, text in spec.lookup_choices if str(value) in values)
    elif spec.used_parameters:
        yield from (str(choice["display"]) for choice in spec.choices(changes) if choice.get("selected"))


def _given(spec: Any) -> dict[str, str]:
    """What the address says about a filter."""
    used = {name: value[-1] if isinstance(value, list) else value for name, value in spec.used_parameters.items()}
    return {name: str(value) for name, value in used.items() if value}


def _range(**bounds: str) -> Iterator[str]:
    if "from" in bounds:
        yield gettext("from %(bound)s") % {"bound": bounds["from"]}
    if "to" in bounds:
        yield gettext("to %(bound)s") % {"bound": bounds["to"]}
