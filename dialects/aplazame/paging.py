"""Pages as Aplazame numbers them. Past the last one there is an empty page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from rest_framework.request import Request

from common.api.parameters import InvalidParameters, whole_number
from dialects.common.answer_cache import Seen
from dialects.common.links import here
from dialects.common.pages import slice_of
from dialects.common.picking import Picked

PAGE_SIZE = 50
_MOST_PAGES = 2**63 // PAGE_SIZE - 2


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The orders on one page, with the fields around them."""

    rows: list[Seen]
    number: int
    count: int
    has_next: bool

    def around(self, results: Any, request: Request) -> dict[str, Any]:
        """The page as it is answered."""
        after = self.number + 1 if self.has_next else None
        before = self.number - 1 if self.number > 1 else None
        return {
            "cursor": {"after": after, "before": before},
            "paging": {"count": self.count, "next": _link(request, after), "previous": _link(request, before)},
            "results": results,
        }


def page_of(orders: Picked, request: Request) -> OrderPage:
    """The page that is asked for.

    Raises:
        InvalidParameters: `page` is no number of a page.
    """
    number = _number(request)
    page = slice_of(
        orders,
        (number - 1) * PAGE_SIZE,
        PAGE_SIZE,
        request=request,
        turned_by=("page", "ordering"),
    )
    return OrderPage(page.rows, number, page.count, page.has_next)


def _number(request: Request) -> int:
    text = request.query_params.get("page") or "1"
    number = whole_number(text)
    if not number or number > _MOST_PAGES:
        raise InvalidParameters.on("page", code="invalid", sentence="Pages are numbered 1, 2, 3, …")
    return number


def _link(request: Request, number: int | None) -> str | None:
    """The address of a page: its number first, then everything else as it was asked."""
    if number is None:
        return None
    others = [part for part in request.META.get("QUERY_STRING", "").split("&") if part and not _is_page(part)]
    return f"{here(request)}?{'&'.join([f'page={number}', *others])}"


def _is_page(part: str) -> bool:
    return unquote_plus(part.partition("=")[0]) == "page"
