"""Writing the privacy log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from addresses.models import Customer
from common.actors import Actor
from orders.models import Order, PrivacyEntry, PrivacyKind


def entry_of(
    kind: PrivacyKind, *, actor: Actor, at: datetime, customer: Customer | None = None, order: Order | None = None
) -> PrivacyEntry:
    """An entry that is not saved yet."""
    return PrivacyEntry(
        kind=kind,
        actor_kind=actor.kind,
        actor_name=actor.name[:150],
        actor_id=actor.id,
        ip=actor.ip,
        customer=customer,
        order=order,
        created_at=at,
    )


def note_export(form: str, filters: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Record an export of orders. The names of its filters are recorded, not their values."""
    entry = entry_of(PrivacyKind.ORDERS_EXPORTED, actor=actor, at=at)
    entry.about = {"format": form, "filters": sorted(filters)}
    entry.save(force_insert=True)
