"""The feed of events."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, query_parameter
from events.serializers import EventFeedSerializer

MOST_EVENTS = 250

EVENTS = {
    "list": Operation(
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
    ),
}
