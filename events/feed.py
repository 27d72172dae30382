"""The feed of everything that happened, in an order in which nothing is ever missed."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Func, Q, QuerySet

from events.models import Event


class Place(NamedTuple):
    """The place of an event in the feed."""

    transaction: int
    position: int


START = Place(0, 0)


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


def after(events: QuerySet[Event], last_seen: UUID, *, known: QuerySet[Event]) -> QuerySet[Event] | None:
    """The events that follow the one with this id in the feed; None if it is not among the known."""
    found = known.filter(id=last_seen).values_list("transaction", "position").first()
    return None if found is None else beyond(events, Place(*found))


def end_of_feed() -> Place:
    """Where the feed ends at the moment: whatever comes later has a place beyond."""
    last = settled(Event.objects.all()).reverse().values_list("transaction", "position").first()
    return Place(*last) if last else START


def beyond(events: QuerySet[Event], place: Place) -> QuerySet[Event]:
    """The events that follow a place."""
    transaction, position = place
    return events.filter(
        Q(transaction__gt=transaction) | Q(transaction=transaction, position__gt=position),
        transaction__gte=transaction,
    )


def up_to(events: QuerySet[Event], place: Place) -> QuerySet[Event]:
    """The events up to a place and the one there."""
    transaction, position = place
    return events.filter(
        Q(transaction__lt=transaction) | Q(transaction=transaction, position__lte=position),
        transaction__lte=transaction,
    )
