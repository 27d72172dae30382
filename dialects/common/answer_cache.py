"""Answers rendered by PostgreSQL, cached in this process as long as none of their rows has changed (ADR 83).

A dialect's answer depends on more rows than an order's version covers: payments, addresses, the channel and its
methods. So it is cached under PostgreSQL's own version of each of these rows: the transaction that wrote it, and its
place. Writers need not invalidate anything. The statement that picks the rows of a page also reads these versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from common.prepared import PREPARED
from common.row_states import Row, Rows, state_of
from dialects.common.aliases import AliasSql, kinds_of
from orders.answer_cache import CachedAnswer
from orders.models import ExternalId, ExternalKind
from orders.rendering import CACHE, SEEMS_MANY

Kinds = frozenset[str]
"""Kinds of aliases."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows that answers depend on.

    `picked` joins the rows with the ids `picked.id`, and their order `o`; `states` names those of them that answers
    show. `of_order` are found by these, `of_channel` by the order's channel `c`; it is None where no answer shows
    channels. `aliases` are looked up by the keys of their kinds, those of what belongs to a channel by kind alone.
    """

    dialect: str
    picked: str = "JOIN orders_order o ON o.id = picked.id"
    states: tuple[str, ...] = ("o",)
    of_order: tuple[Row, ...] = ()
    of_channel: tuple[Row, ...] | None = None
    aliases: tuple[tuple[ExternalKind, str], ...] = ((ExternalKind.ORDER, "o.id"),)
    aliases_of_channel: tuple[ExternalKind, ...] = ()

    def statement(self, aliases: AliasSql, answer: str, *, joins: str = "", columns: str = "") -> str:
        """The prepared statement that gives each of `%(ids)s` with the state of its sources, and an answer.

        `columns` of the channel `c` are computed once per channel.
        """
        return f"{PREPARED}{self._asking(_GIVEN, aliases.kinds, answer, joins, columns)}"

    def picking(self, rows: str, kinds: Kinds, *beside: str) -> str:
        """The statement for the ids that another one picks, in its order, each with the state of its sources, the kinds
        that have aliases, and the columns `beside` that are picked too.

        States are valid only if the result has the same `kinds`."""
        page = f"{_PAGE} FROM ({rows}) page ({', '.join(['id', *beside])})"
        answer = ", ".join([f"({kinds_of(self.dialect)})", *(f"picked.{column}" for column in beside)])
        return f"{self._asking(page, kinds, answer)} ORDER BY picked.n"

    def _asking(self, ids: str, kinds: Kinds, answer: str, joins: str = "", columns: str = "") -> str:
        return (
            f"WITH picked AS MATERIALIZED ({ids}){self._channels(kinds, columns)} "
            f"SELECT picked.id, concat_ws(' ', {', '.join(self._states(kinds))}), {answer} "
            f"FROM picked {self.picked} {self._join_channel()} {joins}"
        )

    def _states(self, kinds: Kinds) -> Iterator[str]:
        """Each has a place of its own: a text for none."""
        yield from map(state_of, self.states)
        yield from (f"COALESCE({row.state()}, '')" for row in self.of_order)
        if self.of_channel is not None:
            yield "c.state"
        for kind, key in self.aliases:
            if kind in kinds:
                yield f"COALESCE({_alias(self.dialect, kind, f' AND r.object_id = {key}').state()}, '')"

    def _channels(self, kinds: Kinds, columns: str) -> str:
        if self.of_channel is None:
            return ""
        aliases = (_alias(self.dialect, kind) for kind in self.aliases_of_channel if kind in kinds)
        rows = [*self.of_channel, *aliases]
        states = [f"COALESCE({row.state()}, '')" for row in rows]
        state = f"concat_ws(' ', {', '.join(['c.xmin, c.ctid', *states])}) AS state"
        # A row at a time, by its key: a join might read all orders.
        used = "SELECT o.channel_id FROM picked, LATERAL (SELECT * FROM orders_order WHERE id = picked.id OFFSET 0) o"
        return (
            f", channels AS MATERIALIZED (SELECT c.id, {state}{columns} FROM orders_channel c WHERE c.id IN ({used}))"
        )

    def _join_channel(self) -> str:
        return "" if self.of_channel is None else "JOIN channels c ON c.id = o.channel_id"


_PAGE = "SELECT page.*, row_number() OVER () AS n"
PICKING = f"WITH picked AS MATERIALIZED ({_PAGE}"
"""The beginning of statements that pick rows."""
_GIVEN = "SELECT id FROM unnest(%(ids)s::uuid[]) given (id)"


def _alias(dialect: str, kind: ExternalKind, about: str = "") -> Row:
    return Rows(ExternalId._meta.db_table, f"r.dialect = '{dialect}' AND r.kind = '{kind.value}'{about}")


class Seen(NamedTuple):
    """A row of a list: its key, the state of the rows that its answer shows, and the `kinds` that have aliases. Where
    the database does not write answers, only the key is known."""

    id: UUID
    state: str = ""
    kinds: Kinds = frozenset()


_expected: dict[str, Kinds] = {}
"""The kinds of aliases that each dialect had at the last query. They hardly ever change."""


def with_states(sources: Sources, ask: Callable[[Kinds], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """Rows with their states. The statement runs again if the dialect has other kinds of aliases than expected."""
    kinds = _expected.get(sources.dialect, frozenset())
    rows = ask(kinds)
    found = frozenset(rows[0][2].split()) if rows else kinds
    if found != kinds:
        _expected[sources.dialect] = found
        return with_states(sources, ask)
    return [(id, state, kinds, *beside) for id, state, _, *beside in rows]


def is_written_by_database() -> bool:
    """Whether the database can write JSON."""
    return connection.vendor == "postgresql"


def seen(keys: Sequence[UUID], sources: Sources) -> list[Seen]:
    """The rows with these keys, in their order."""
    if not keys or not is_written_by_database():
        return [Seen(key) for key in keys]
    rows = with_states(sources, lambda kinds: _rows(_states(sources, kinds), keys, {}))
    found = {row[0]: Seen(*row) for row in rows}
    return [found[key] for key in keys if key in found]


Statement = Callable[[AliasSql], str]
"""Makes the statement of some sources, given the dialect's aliases."""


def answers(rows: Sequence[Seen], sources: Sources, statement: Statement, values: Mapping[str, Any]) -> list[bytes]:
    """The answer of the statement about each of these rows, in their order; `values` are its other parameters."""
    return [*answers_by_key(rows, sources, statement, values).values()]


def answers_by_key(
    rows: Sequence[Seen], sources: Sources, statement: Statement, values: Mapping[str, Any]
) -> dict[UUID, bytes]:
    """The same by the keys of rows; deleted ones are left out."""
    if not rows:
        return {}
    asked = statement(AliasSql(sources.dialect, rows[0].kinds))
    audience = asked, *(tuple(value) if isinstance(value, list) else value for value in values.values())
    bodies = CACHE.find({row.id: row.state for row in rows}, audience)
    missing = [row.id for row in rows if row.id not in bodies]
    if missing:
        found = _rows(asked, missing, values)
        written = {id: CachedAnswer(state, body.encode()) for id, state, body in found}
        CACHE.store(written, audience)
        bodies |= {id: answer.body for id, answer in written.items()}
    return {row.id: bodies[row.id] for row in rows if row.id in bodies}


@lru_cache(maxsize=64)
def _states(sources: Sources, kinds: Kinds) -> str:
    return sources.statement(AliasSql(sources.dialect, kinds), f"({kinds_of(sources.dialect)})")


def _rows(statement: str, keys: Sequence[UUID], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    padded = [*keys, *[None] * (SEEMS_MANY - len(keys))]
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "ids": padded})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
