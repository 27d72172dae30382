"""Pages of lists: numbered with `page`, or walked with `cursor`."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from common.api.counting import count, remembered_count
from common.api.keyset import BadCursor, Keyset
from common.api.links import absolute
from common.api.ordering import columns_of, ordered
from common.api.parameters import InvalidParameters, whole_number
from common.api.patience import searching

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 250
_LAST_ROW = 2**63 - 1
_PAGE_AND_SHAPE = {"page", "limit", "count", "expand", "fields"}
_FOUND_AT_ONCE = _PAGE_AND_SHAPE | {"cursor", "format"}
_NOT_FILTERS = _FOUND_AT_ONCE - {"cursor"} | {"ordering"}


class PageNotFound(NotFound):
    """The list ends before this page."""

    default_code = "page_not_found"
    default_detail = "The list has fewer pages."


class PageOrCursorPagination(BasePagination):
    """`?page=2&limit=100`, or `?cursor=` and from there the links; every list ends its ordering in a unique column."""

    parameters = frozenset({"page", "limit", "cursor", "count"})

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """The rows of the page that is asked for.

        Raises:
            InvalidParameters, PageNotFound: the request asks for none that could be, or for one that takes too long.
        """
        with searching([name for name in request.query_params if name not in _FOUND_AT_ONCE]):
            return self._page_asked_for(queryset, request)

    def _page_asked_for(self, queryset: Any, request: Request) -> list[Any]:
        self.url = absolute(request.get_full_path())
        self.list_key = _list_key(request)
        self.counted: dict[str, Any] = {}
        asked = request.query_params
        limit = _limit(asked.get("limit"))
        if "cursor" in asked:
            _only_with_page(asked)
            return self._walk(queryset, asked["cursor"], limit)
        exactly = _count_exactly(asked.get("count"))
        return self._turn_to(queryset, _page(asked.get("page")), limit, exactly=exactly)

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its links."""
        return Response({**self.counted, "next": self.next, "previous": self.previous, "results": data})

    def _turn_to(self, queryset: QuerySet[Any], page: int, limit: int, *, exactly: bool) -> list[Any]:
        start = (page - 1) * limit
        rows = list(_in_total_order(queryset)[start : start + limit + 1]) if start < _LAST_ROW - limit else []
        if page > 1 and not rows:
            raise PageNotFound
        seen = start + len(rows)
        has_next = len(rows) > limit
        self.next = self._page_link(page + 1) if has_next else None
        self.previous = self._page_link(page - 1) if page > 1 else None
        self.counted = self._counted(queryset, seen, exactly=exactly) if has_next else {"count": seen}
        return rows[:limit]

    def _counted(self, queryset: QuerySet[Any], seen: int, *, exactly: bool) -> dict[str, Any]:
        if exactly:
            number, is_exact = count(queryset, at_least=seen, exactly=True)
        else:
            number, is_exact = remembered_count(self.list_key, queryset, at_least=seen)
        return {"count": number} if is_exact else {"count": number, "count_exact": False}

    def _walk(self, queryset: QuerySet[Any], cursor: str, limit: int) -> list[Any]:
        columns = columns_of(queryset)
        keyset = Keyset(queryset.model, columns)
        try:
            place = keyset.place(cursor)
        except BadCursor as error:
            sentence = "This is no cursor of this list in this order. Start with an empty one and follow the links."
            raise InvalidParameters.on("cursor", code="bad_cursor", sentence=sentence) from error
        direction = [column.flipped for column in columns] if place.backwards else columns
        rows = _first(limit + 1, ordered(keyset.annotated(queryset), direction), keyset.beyond(place))
        goes_on = len(rows) > limit
        rows = rows[:limit]
        if place.backwards:
            rows.reverse()
        has_next = place.backwards or goes_on
        has_previous = goes_on if place.backwards else place.values is not None
        self.next = self._cursor_link(keyset.cursor(rows[-1])) if rows and has_next else None
        self.previous = self._cursor_link(keyset.cursor(rows[0], backwards=True)) if rows and has_previous else None
        return rows

    def _page_link(self, page: int) -> str:
        link: str = remove_query_param(self.url, "page") if page == 1 else replace_query_param(self.url, "page", page)
        return link

    def _cursor_link(self, cursor: str) -> str:
        link: str = replace_query_param(self.url, "cursor", cursor)
        return link

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A page in OpenAPI 3.1."""
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "How many rows the whole list has. Not there when walking with `cursor`.",
                    "examples": [123],
                },
                "count_exact": {
                    "type": "boolean",
                    "description": "There, and false, if `count` is an estimate: beyond 10,000 rows.",
                },
                "next": _link_schema("The next page, or null on the last.", "page=3"),
                "previous": _link_schema("The page before, or null on the first.", "page=1"),
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The parameters in OpenAPI 3.1."""
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
        return [
            _parameter("page", {"type": "integer", "minimum": 1, "default": 1}, "Which page, from 1."),
            _parameter("limit", limit, "How many rows a page has."),
            _parameter(
                "cursor",
                {"type": "string"},
                "Walk the list in constant time, instead of `page`: start with an empty cursor, then follow the links.",
            ),
            _parameter(
                "count",
                {"type": "string", "enum": ["exact"]},
                "Count all rows, however long it takes, where `count` would be an estimate.",
            ),
        ]


def asks_for_pages_alone(request: Request) -> bool:
    """Whether a request to a list asks for a page in some shape and nothing else: no filter and no ordering."""
    asked = request.query_params.lists()
    return all(name in _PAGE_AND_SHAPE and len(values) == 1 and "\0" not in values[0] for name, values in asked)


def _list_key(request: Request) -> str:
    """The identity of a list across its pages: path, filters and caller."""
    filters = sorted(item for item in request.query_params.lists() if item[0] not in _NOT_FILTERS)
    asks = request.auth, getattr(request.user, "pk", None)
    return "count:" + sha256(repr((request.path, filters, asks)).encode()).hexdigest()


def _first(number: int, queryset: QuerySet[Any], conditions: Iterable[Q]) -> list[Any]:
    """The first rows that meet the first condition, then the next one, and so on."""
    rows: list[Any] = []
    for condition in conditions:
        if len(rows) < number:
            rows += queryset.filter(condition)[: number - len(rows)]
    return rows


def _in_total_order(rows: Any) -> Any:
    """The rows in an order without ties. What is no queryset has one."""
    return ordered(rows, columns_of(rows)) if isinstance(rows, QuerySet) else rows


def _page(text: str | None) -> int:
    page = 1 if text is None else whole_number(text)
    if not page:
        raise InvalidParameters.on("page", code="invalid", sentence="Pages are numbered 1, 2, 3, …")
    return page


def _limit(text: str | None) -> int:
    limit = DEFAULT_LIMIT if text is None else whole_number(text)
    if not limit or limit > LARGEST_LIMIT:
        sentence = f"A page has 1 to {LARGEST_LIMIT} rows."
        raise InvalidParameters.on("limit", code="invalid", sentence=sentence)
    return limit


def _count_exactly(text: str | None) -> bool:
    if text not in {None, "exact"}:
        raise InvalidParameters.on("count", code="invalid", sentence="The only other way to count is 'exact'.")
    return text is not None


def _only_with_page(asked: Any) -> None:
    for name in ("page", "count"):
        if name in asked:
            sentence = f"A walk with 'cursor' has no '{name}'."
            raise InvalidParameters.on(name, code="not_with_cursor", sentence=sentence)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _link_schema(description: str, query: str) -> dict[str, Any]:
    link = f"https://orders.example/api/v1/orders/?{query}"
    return {"type": ["string", "null"], "format": "uri", "description": description, "examples": [link]}
