"""Notes on an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.actors import Actor
from events.types import EventType
from orders.change import changing
from orders.models import Note, Order


@dataclass(frozen=True, slots=True)
class NewNote:
    """A message; a public one is shown to the customer."""

    message: str
    public: bool = False


def add_notes(order: Order, notes: Sequence[NewNote], *, actor: Actor, at: datetime) -> list[Note]:
    """Add notes to an order: all of them, or none."""
    with changing(order, actor=actor, at=at) as change:
        rows = [
            Note(
                order=change.order,
                message=note.message,
                public=note.public,
                actor_kind=actor.kind,
                actor_name=actor.name[:150],
                actor_id=actor.id,
                created_at=at,
            )
            for note in notes
        ]
        Note.objects.bulk_create(rows)
        for row in rows:
            change.record(EventType.NOTE_ADDED, note=str(row.id), public=row.public)
    return rows
