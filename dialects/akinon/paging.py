"""Pages of ten, or of `limit` rows: `count`, `next`, `previous`, `results`."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request

from common.api.parameters import InvalidParameters, whole_number
from dialects.common.links import here
from dialects.common.pages import slice_of
from dialects.common.picking import Picked

PER_PAGE = 10
MOST_PER_PAGE = 100
LARGEST_PAGE = 10**9
TURNED_BY = ("page", "limit")
"""The parameters that select rows without changing their number."""


class Window(NamedTuple):
    """The rows of a page: its number, its first row, and the one after its last."""

    page: int
    start: int
    end: int


def paged(rows: QuerySet[Any] | Picked, request: Request) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the requested page, and the fields of the page before them.

    Raises:
        Http404: the page is past the end.
        InvalidParameters: `page` or `limit` is no number of one.
    """
    window = window_in(request)
    found = slice_of(rows, window.start, window.end - window.start, request=request, turned_by=TURNED_BY)
    if window.page > 1 and not found.rows:
        raise Http404("There is no such page.")
    return found.rows, around(request, window, found.count)


def window_in(request: Request) -> Window:
    """The rows of the page that is asked for.

    Raises:
        Http404: the page is beyond the longest possible list.
        InvalidParameters: `page` or `limit` is no number of one.
    """
    page, limit = _number(request, "page", 1), min(_number(request, "limit", PER_PAGE), MOST_PER_PAGE)
    if page > LARGEST_PAGE:
        raise Http404("There is no such page.")
    return Window(page, (page - 1) * limit, page * limit)


def around(request: Request, window: Window, count: int) -> dict[str, Any]:
    """The fields of a page before its rows."""
    return {
        "count": count,
        "next": _link(request, window.page + 1) if window.end < count else None,
        "previous": _link(request, window.page - 1) if window.page > 1 else None,
    }


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name)
    number = whole_number(text) if text else otherwise
    if not number:
        raise InvalidParameters.on(name, code="invalid", sentence="Enter a whole number from 1.")
    return number


def _link(request: Request, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    return f"{here(request)}?{query.urlencode()}"
