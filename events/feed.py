"""The feed of everything that happened, in an order in which nothing is ever missed."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Func, Q, QuerySet

from events.models import Event


class OldestRunningTransaction(Func):
    """The number below which every transaction has ended (PostgreSQL)."""

    template = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
    output_field = BigIntegerField()
    arity = 0


def settled(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events in feed order, up to the first place where one that is still being written could come in between.

    Positions are given out before a transaction ends, so a smaller one can appear after a larger one. Ordered by
    transaction, and cut off at the oldest one that runs, what was read once never gets a predecessor.
    """
    if connection.vendor == "postgresql":
        events = events.filter(transaction__lt=OldestRunningTransaction())
    return events.order_by("transaction", "position")


def after(events: QuerySet[Event], last_seen: UUID) -> QuerySet[Event] | None:
    """The events that follow the one with this id in the feed; None if there is no such event."""
    place = Event.objects.filter(id=last_seen).values_list("transaction", "position").first()
    if place is None:
        return None
    transaction, position = place
    return events.filter(
        Q(transaction__gt=transaction) | Q(transaction=transaction, position__gt=position),
        transaction__gte=transaction,
    )
