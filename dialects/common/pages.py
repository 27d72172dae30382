"""Slices of long lists, with a count that no list waits for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rest_framework.request import Request

from access.authentication import caller_of
from common.api.counting import remembered_count
from common.api.patience import searching

SIZES = frozenset({"page", "limit"})
"""Parameters by which nothing is searched."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a list, and how many it has. Beyond 10,000, `count` may be the planner's estimate (PostgreSQL)."""

    rows: list[Any]
    count: int
    has_next: bool


def slice_of(rows: Any, start: int, size: int, *, request: Request, turned_by: Collection[str]) -> Slice:
    """The rows from `start`. `turned_by` are the parameters that change which rows are shown, but not how many there
    are: those of pages and orderings.

    Raises:
        InvalidParameters: the search takes too long (ADR 93).
    """
    with searching([name for name in request.query_params if name not in SIZES]):
        found = list(rows[start : start + size + 1])
        has_next = len(found) > size
        seen = start + len(found) if found else 0
        is_counted = (bool(found) or start == 0) and not has_next
        count = seen if is_counted else remembered_count(count_key(request, turned_by), rows, at_least=seen).rows
    return Slice(found[:size], count, has_next)


def count_key(request: Request, turned_by: Collection[str]) -> str:
    """The key under which the length of a list is remembered."""
    others = sorted((name, values) for name, values in request.query_params.lists() if name not in turned_by)
    return "dialects:count:" + sha256(repr((request.path, others, caller_of(request))).encode()).hexdigest()
