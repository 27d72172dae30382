"""The events of a change, written in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from common.actors import Actor
from common.rehearsal import current_rehearsal
from common.rows import new
from events.models import Event
from events.types import EventType


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that has no number yet."""

    type: EventType
    data: dict[str, Any] = field(default_factory=dict)


def events_from(
    pending: Sequence[PendingEvent],
    *,
    order_id: UUID,
    channel_id: UUID,
    first_sequence: int,
    version: int,
    actor: Actor,
    at: datetime,
) -> list[Event]:
    """The events of an order's log, numbered from `first_sequence`. Write them under its lock."""
    events = [
        new(
            Event,
            order_id=order_id,
            channel_id=channel_id,
            sequence=first_sequence + index,
            type=event.type,
            actor_kind=actor.kind,
            actor_name=actor.name[:150],
            actor_id=actor.id,
            at=at,
            data={**event.data, "version": version},
        )
        for index, event in enumerate(pending)
    ]
    rehearsal = current_rehearsal()
    if rehearsal:
        rehearsal.events += [{"type": event.type, "sequence": event.sequence, "data": event.data} for event in events]
    return events
