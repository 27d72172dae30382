"""Picking the rows of a list: their keys, with the states that decide whether cached answers are still valid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from access.callers import Caller
from common.prepared import PREPARED
from dialects.common.answer_cache import Seen, Sources, is_written_by_database, with_states

Answers = list[tuple[Any, ...]]


class Picked:
    """The rows of a queryset, by slices, picked by a statement that the ORM compiles once.

    Of lists that are asked for `again` and again, PostgreSQL keeps the plan of the first page.
    """

    def __init__(self, rows: QuerySet[Any], sources: Sources, *, again: bool = False) -> None:
        self._rows, self._sources, self._again = rows, sources, again
        self.db = rows.db

    @cached_property
    def _statement(self) -> tuple[str, Sequence[Any]] | None:
        """How to pick keys, and its values; None if there are none to pick."""
        try:
            statement, values = self._rows.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return None
        return statement, values

    def __getitem__(self, place: slice) -> list[Seen]:
        if not is_written_by_database():
            return [Seen(key) for key in self._rows.values_list("pk", flat=True)[place]]
        if self._statement is None:
            return []
        statement, values = self._statement
        pick = partial(self._sources.picking, f"{statement} LIMIT {place.stop - place.start} OFFSET {place.start}")
        ask = asked_again if self._again and place.start == 0 else asked
        return [Seen(*row) for row in with_states(self._sources, lambda kinds: ask(pick(kinds), values))]

    def order_by(self) -> QuerySet[Any]:
        """The rows in no order, to be counted."""
        return self._rows.order_by()


@lru_cache(maxsize=256)
def everything(rows: Callable[[Caller], QuerySet[Any]], caller: Caller, sources: Sources) -> Picked:
    """All rows of a list in the caller's reach, picked by a statement that is compiled once."""
    return Picked(rows(caller), sources, again=True)


def asked(statement: str, values: Sequence[Any]) -> Answers:
    """What a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Answers = cursor.fetchall()
    return rows


def asked_again(statement: str, values: Sequence[Any]) -> Answers:
    """The same, of a statement that PostgreSQL plans once a connection for these very values: it has no others."""
    with connection.cursor() as cursor:
        cursor.execute(f"{PREPARED}{_with_values(statement, tuple(values))}")
        rows: Answers = cursor.fetchall()
    return rows


@lru_cache(maxsize=256)
def _with_values(statement: str, values: tuple[Any, ...]) -> str:
    written: str = connection.ops.compose_sql(statement, values)  # type: ignore[attr-defined]
    return written
