"""The number of rows of a list, at a bounded cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connections
from django.db.models import QuerySet

EXACT_UP_TO = 10_000


class Count(NamedTuple):
    """A number of rows, counted or estimated."""

    rows: int
    is_exact: bool = True


ESTIMATED_FOR = 5
"""Seconds for which an estimate is reused."""


def remembered_count(key: str, queryset: QuerySet[Any], *, at_least: int) -> Count:
    """As `count`, but a recent estimate under the same key is reused."""
    return remembered(key, lambda: count(queryset, at_least=at_least, exactly=False), at_least=at_least)


def remembered(key: str, counted: Callable[[], Count], *, at_least: int) -> Count:
    """The count; a recent estimate under the same key is reused."""
    known: int | None = cache.get(key)
    if known is not None:
        return Count(max(known, at_least), is_exact=False)
    found = counted()
    if not found.is_exact:
        cache.set(key, found.rows, ESTIMATED_FOR)
    return found


def count(queryset: QuerySet[Any], *, at_least: int, exactly: bool) -> Count:
    """Count the rows; `at_least` are known to be there.

    On PostgreSQL, beyond 10,000 rows, the count is the planner's estimate, unless it must be counted `exactly`.
    """
    rows = queryset.order_by()
    if exactly or connections[queryset.db].vendor != "postgresql":
        return Count(rows.count())
    if at_least <= EXACT_UP_TO:
        counted = rows[: EXACT_UP_TO + 1].count()
        if counted <= EXACT_UP_TO:
            return Count(counted)
    return Count(max(expected(rows), at_least, EXACT_UP_TO + 1), is_exact=False)


def expected(queryset: QuerySet[Any]) -> int:
    """How many rows the planner expects to find."""
    plan = json.loads(queryset.values("pk").explain(format="json"))
    expected: int = plan[0]["Plan"]["Plan Rows"]
    return expected
