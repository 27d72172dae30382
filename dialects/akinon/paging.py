"""Pages of ten, or of `limit` rows: `count`, `next`, `previous`, `results`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request

from common.api.parameters import InvalidParameters, whole_number

PER_PAGE = 10
MOST_PER_PAGE = 100


def paged(rows: QuerySet[Any], request: Request) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page that is asked for, and what stands before them.

    Raises:
        Http404: the page is past the end.
        InvalidParameters: `page` or `limit` is no number of one.
    """
    page, limit = _number(request, "page", 1), min(_number(request, "limit", PER_PAGE), MOST_PER_PAGE)
    count, end = rows.count(), page * limit
    if page > 1 and end - limit >= count:
        raise Http404("There is no such page.")
    around = {
        "count": count,
        "next": _link(request, page + 1) if end < count else None,
        "previous": _link(request, page - 1) if page > 1 else None,
    }
    return list(rows[end - limit : end]), around


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name)
    number = whole_number(text) if text else otherwise
    if not number:
        raise InvalidParameters.on(name, code="invalid", sentence="Enter a whole number from 1.")
    return number


def _link(request: Request, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    address: str = request.build_absolute_uri(request.path)
    return f"{address}?{query.urlencode()}"
