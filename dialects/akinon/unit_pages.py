"""Pages of units: lines hold them, pages count them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request

from access.callers import Caller
from common.api import counting
from common.api.counting import EXACT_UP_TO, Count, remembered
from dialects.akinon.counting import with_units
from dialects.akinon.items import Slice
from dialects.akinon.paging import TURNED_BY, Window, around, window_in
from dialects.akinon.reach import lines_in_reach
from dialects.akinon.rendering.units import UNITS
from dialects.common.answer_cache import Seen, is_written_by_database, with_states
from dialects.common.pages import count_key
from dialects.common.picking import asked, asked_again
from orders.models import OrderItem

SINGLY_UP_TO = 1000
"""The most lines whose units with a status are counted exactly."""
NEWEST_FIRST = ("-created_at", "-id")


class PickedLines:
    """Lines with units, all or those that have some at a status. How to pick them, the ORM is asked once.

    Of lists that are asked for `again` and again, PostgreSQL keeps the plan of the first page.
    """

    def __init__(self, items: QuerySet[OrderItem], code: int | None = None, *, again: bool = False) -> None:
        self.lines, self._again = with_units(items.order_by(*NEWEST_FIRST), code), again
        self.most_counted = EXACT_UP_TO if code is None else SINGLY_UP_TO

    @cached_property
    def _statement(self) -> tuple[str, Sequence[Any]] | None:
        """How to pick lines with their units, and its values; None if there are none to pick."""
        try:
            statement, values = self.lines.values_list("pk", "units", "quantity").query.sql_with_params()
        except EmptyResultSet:
            return None
        return statement, values

    def touched_by(self, window: Window) -> list[tuple[Seen, int, int, int]]:
        """The lines of whose units some are in the window, and the next one: each with the number of units before it,
        its own that count, and all of its own."""
        if self._statement is None:
            return []
        statement, values = self._statement
        # Each line has a unit at least, so that no more of them are on the pages so far.
        so_far = f"SELECT l.*, row_number() OVER () AS n FROM ({statement} LIMIT {window.end + 1}) l"
        begun = f"SELECT pk, sum(units) OVER (ORDER BY n) - units AS begun, units, quantity FROM ({so_far}) l"
        touched = f"SELECT * FROM ({begun}) l WHERE begun <= {window.end} AND begun > {window.start} - units"
        if not is_written_by_database():
            key_of = OrderItem._meta.pk.to_python
            return [(Seen(key_of(key)), *counts) for key, *counts in asked(touched, values)]
        ask = asked_again if self._again and window.page == 1 else asked
        rows = with_states(UNITS, lambda kinds: ask(UNITS.picking(touched, kinds, *_BESIDE), values))
        return [(Seen(*row[:3]), int(row[3]), *row[4:]) for row in rows]

    @cached_property
    def _counting(self) -> tuple[str, Sequence[Any]]:
        """How to count lines and their units, as far as they are counted, and its values."""
        most = self.most_counted + 1 if is_written_by_database() else None
        statement, values = self.lines.order_by().values("units")[:most].query.sql_with_params()
        return f"SELECT count(*), COALESCE(sum(units), 0) FROM ({statement}) l", values

    def counted(self, at_least: int) -> Count:
        """How many units there are; of many lines, about."""
        ask = asked_again if self._again and is_written_by_database() else asked
        ((lines, units),) = ask(*self._counting)
        if lines <= self.most_counted or not is_written_by_database():
            return Count(int(units))
        guessed = max(counting.expected(self.lines.order_by()), lines) * int(units) // lines
        return Count(max(at_least, guessed), is_exact=False)


_BESIDE = ("begun", "units", "quantity")


@lru_cache(maxsize=256)
def every_line(caller: Caller) -> PickedLines:
    """All lines in the caller's reach."""
    return PickedLines(lines_in_reach(caller), again=True)


def paged_units(picked: PickedLines, request: Request) -> tuple[list[Slice], dict[str, Any]]:
    """The units on the requested page, and the fields of the page before them.

    Raises:
        Http404: the page is past the end.
        InvalidParameters: `page` or `limit` is no number of one.
    """
    window = window_in(request)
    found = picked.touched_by(window)
    seen = sum(found[-1][1:3]) if found else 0
    if window.page > 1 and seen <= window.start:
        raise Http404("There is no such page.")
    count = seen if seen <= window.end else _count(picked, request, at_least=seen)
    slices = [
        Slice(line, max(0, window.start - before), min(units, window.end - before), quantity)
        for line, before, units, quantity in found
        if before < window.end
    ]
    return slices, around(request, window, count)


def _count(picked: PickedLines, request: Request, *, at_least: int) -> int:
    """How many units there are; an estimate is remembered."""
    counted = partial(picked.counted, at_least)
    return remembered(count_key(request, TURNED_BY), counted, at_least=at_least).rows
