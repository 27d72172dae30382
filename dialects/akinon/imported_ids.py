"""Ids of rows that were imported from Akinon (ADR 20)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from dialects.common.aliases import Aliases, aliased_row
from orders.models import ExternalKind, Order

NAME = "akinon"


class ImportedIds:
    """The ids of the rows of one answer: imported ones, or else their own."""

    def __init__(self, rows: Iterable[UUID | None], *, orders: Sequence[Order] = ()) -> None:
        self._aliases = Aliases(NAME, rows=[row for row in rows if row], orders=orders)

    def id(self, kind: ExternalKind, key: UUID) -> str:
        """The id of a row."""
        return self._aliases.text(kind, key, key)

    def id_or_null(self, kind: ExternalKind, key: UUID | None) -> str | None:
        """The id of a row, if there is one."""
        return None if key is None else self.id(kind, key)


def key_of_id(kind: ExternalKind, id: UUID) -> UUID:
    """The key of the row with this imported or own id."""
    return aliased_row(NAME, kind, id) or id
