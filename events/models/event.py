"""The event log: append-only, numbered per order without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from uuid6 import uuid7

from common.actors import ActorKind
from events.types import EventType


class CurrentTransaction(models.Func):
    """The number of the running transaction on PostgreSQL; on SQLite, which writes one at a time, always 0."""

    function = "pg_current_xact_id"
    template = "(%(function)s()::text::bigint)"
    output_field = models.BigIntegerField()
    arity = 0
    allowed_default = True

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[()]]:
        return "0", ()


class TypeField(models.CharField):
    """A column of event types. Migrations do not know its choices, so a new type needs none."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, "django.db.models.CharField", args, options


class StorableType(models.Model):
    """An event type that the database accepts. `migrate` adds what is new in `events.types` (`events.apps`)."""

    name = models.CharField(max_length=40, primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """An event of an order.

    `position` is the event's place in the feed; `transaction` lets the feed know which events can no longer be preceded
    by one that is not committed yet.
    """

    position = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid7, editable=False)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="events", db_index=False)
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    type = TypeField(max_length=40, choices=EventType.choices)
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=150)
    actor_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sequence"], name="event_sequence_once_an_order"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="event_sequence_from_one"),
        ]
        indexes = [
            models.Index(fields=["transaction", "position"], name="event_feed"),
            models.Index(fields=["channel", "transaction", "position"], name="event_feed_channel"),
            models.Index(fields=["type", "transaction", "position"], name="event_feed_type"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.get_type_display()}"
