"""`/events/`: the feed of everything that happened in the caller's channels."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from access.viewsets import AccessView
from common.api.filters import StrictFilterSet, WordsFilter
from common.api.operations import Operation, query_parameter
from common.api.parameters import InvalidParameters, whole_number
from events.feed import after, settled
from events.models import Event
from events.serializers import EventFeedSerializer, EventSerializer
from events.types import EventType
from orders.querysets import reach

MOST_EVENTS = 250


class EventFilter(StrictFilterSet):
    """Filters of events."""

    type = WordsFilter(vocabulary=EventType, help_text="Types of events.")


class EventViewSet(AccessView):
    """Events across orders, oldest first. Continue with the `id` of the last one you have seen."""

    serializer_class = EventSerializer
    filterset_class = EventFilter
    pagination_class = None
    queryset = Event.objects.none()

    @Operation(
        "Follow events",
        access=[HasScope("events:read")],
        about="""
        Start without `after`, then pass the answer's `last` as `after`: at once while there are results, after a
        while when there are none. No event is missed or repeated.
        """,
        gives=EventFeedSerializer,
        filtered=True,
        parameters=[
            query_parameter("after", {"type": "string", "format": "uuid"}, "The `id` of the last event seen."),
            query_parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS, "default": MOST_EVENTS},
                "How many events to get at most.",
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        """The events that follow `after`, at most `limit` of them, in an order in which nothing is ever missed."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="channel")
        events = self.filter_queryset(settled(Event.objects.filter(in_reach)))
        last_seen = request.query_params.get("after")
        if last_seen is not None:
            events = _following(events, last_seen, known=Event.objects.filter(in_reach))
        rows = list(events.select_related("order", "channel")[: _limit(request.query_params.get("limit"))])
        last = str(rows[-1].id) if rows else last_seen
        shown = EventSerializer(rows, many=True, context={"sees_payments": self.caller.sees_payments}).data
        return Response({"results": shown, "last": last})


def _following(events: QuerySet[Event], last_seen: str, *, known: QuerySet[Event]) -> QuerySet[Event]:
    try:
        found = after(events, UUID(last_seen), known=known)
    except ValueError:
        found = None
    if found is None:
        raise InvalidParameters.on("after", code="unknown_event", sentence="There is no event with this id.")
    return found


def _limit(text: str | None) -> int:
    limit = MOST_EVENTS if text is None else whole_number(text)
    if limit is None or not 1 <= limit <= MOST_EVENTS:
        raise InvalidParameters.on("limit", code="invalid", sentence=f"Must be a whole number from 1 to {MOST_EVENTS}.")
    return limit
