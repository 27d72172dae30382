"""The previous and next order in the list that an order's page was opened from."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from common.preserved_filters import CARRIED


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The addresses of two pages; empty at an end of the list."""

    previous: str = ""
    next: str = ""


def neighbours_of(order_id: UUID, request: HttpRequest, listing: ModelAdmin[Any]) -> Neighbours:
    """The neighbours in the list whose query the page carries. When the order has left that list since, the next one
    is the first on the list's page."""
    query = QueryDict(request.GET.get(CARRIED, ""), mutable=True)
    if not query:
        return Neighbours()
    listed: Any = copy(request)
    listed.GET = query
    try:
        changes = listing.get_changelist_instance(listed)
    except IncorrectLookupParameters:
        return Neighbours()
    size = listing.list_per_page
    first = max(0, (changes.page_num - 1) * size - 1)
    ids = list(changes.queryset.values_list("pk", flat=True)[first : changes.page_num * size + 1])
    if order_id not in ids:
        return Neighbours(next=_page(ids[0], query, first // size + 1)) if ids else Neighbours()
    place = ids.index(order_id)

    def at(index: int) -> str:
        return _page(ids[index], query, (first + index) // size + 1) if 0 <= index < len(ids) else ""

    return Neighbours(at(place - 1), at(place + 1))


def _page(order_id: UUID, query: QueryDict, number: int) -> str:
    """The page of an order, with the list's query and the number of the list's page that it is on."""
    carried = query.copy()
    if number > 1 or PAGE_VAR in carried:
        carried[PAGE_VAR] = str(number)
    return f"{reverse('admin:orders_order_change', args=[order_id])}?{urlencode({CARRIED: carried.urlencode()})}"
