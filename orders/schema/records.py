"""What is written down about an order."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import AnyOf, Array, Operation, Page
from events.serializers import EventSerializer
from orders.serializers.actions import HistoryEntryInput, NoteInput
from orders.serializers.resources import HistoryEntrySerializer, NoteSerializer

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]

MOST_NOTES = 100
MOST_HISTORY = 500

RECORDS = {
    "notes": Operation("List notes", access=READ, gives=Page(NoteSerializer)),
    "add_notes": Operation(
        "Write notes",
        access=WRITE,
        about="An array is written as a whole or not at all, and answered with an array.",
        takes=AnyOf(NoteInput, Array(NoteInput, most=MOST_NOTES)),
        gives=AnyOf(NoteSerializer, Array(NoteSerializer)),
        status=201,
    ),
    "history": Operation("List a customer's order history", access=WRITE, gives=Page(HistoryEntrySerializer)),
    "add_history": Operation(
        "Add a customer's order history",
        access=WRITE,
        about="An entry with a known `id` is replaced.",
        takes=Array(HistoryEntryInput, most=MOST_HISTORY),
        gives=Array(HistoryEntrySerializer),
        status=201,
    ),
    "events": Operation("List an order's events", access=[HasScope("events:read")], gives=Page(EventSerializer)),
}
