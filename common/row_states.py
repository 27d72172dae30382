"""PostgreSQL's own versions of rows: the transaction that wrote a row, and its place.

An answer that was made of rows is right as long as their states are the same. Writers need not do anything for it.
"""

from __future__ import annotations

from typing import NamedTuple


def state_of(alias: str) -> str:
    """The state of a row that a statement has found already."""
    return f"concat({alias}.xmin, {alias}.ctid)"


class Row(NamedTuple):
    """The row `r` of a table that a condition finds."""

    table: str
    where: str

    def state(self) -> str:
        """The state of the row, NULL if there is none."""
        return f"(SELECT {state_of('r')} FROM {self.table} r WHERE {self.where})"  # noqa: S608


class Rows(Row):
    """The rows `r` of a table that a condition finds."""

    def state(self) -> str:
        """The states of the rows, NULL if there are none."""
        return f"(SELECT string_agg({state_of('r')}, ' ') FROM {self.table} r WHERE {self.where})"  # noqa: S608


def states_of(alias: str, *beside: Row) -> str:
    """The state of a row and of others, each at a place of its own."""
    return f"concat_ws(' ', {', '.join([state_of(alias), *(_or_empty(row.state()) for row in beside)])})"


def _or_empty(state: str) -> str:
    return f"COALESCE({state}, '')"
