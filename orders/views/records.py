"""The records of an order: notes, history and events."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope, InReach
from addresses.services.customer import CustomerErased
from common.api.operations import AnyOf, Array, Operation, Page
from common.api.serializers import StrictSerializer
from common.errors import InvalidInput, Sentence
from events.models import Event
from events.serializers import EventSerializer
from orders.history import add_history
from orders.models import CustomerHistoryEntry, Note
from orders.notes import NewNote, add_notes
from orders.querysets import rights_on
from orders.replace_page_link import replace_page_link
from orders.serializers.actions import HistoryEntryInput, NoteInput
from orders.serializers.page_link import PageLinkSerializer
from orders.serializers.resources import HistoryEntrySerializer, NoteSerializer
from orders.views.base import OrderView

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]
MOST_NOTES = 100
MOST_HISTORY = 500


class OrderRecordsViewSet(OrderView):
    """The records of an order."""

    @action(detail=True)
    @Operation("List notes", access=READ, gives=Page(NoteSerializer))
    def notes(self, request: Request, ref: str) -> Response:
        """The notes, newest first; those that are not public only for staff and clients that write."""
        order = self.get_order()
        notes = Note.objects.filter(order=order).order_by("-id")
        if not rights_on(order, self.caller).internal:
            notes = notes.filter(public=True)
        return self._paged(notes, NoteSerializer)

    @notes.mapping.post
    @Operation(
        "Write notes",
        access=WRITE,
        about="An array is written as a whole or not at all, and answered with an array.",
        takes=AnyOf(NoteInput, Array(NoteInput, most=MOST_NOTES)),
        gives=AnyOf(NoteSerializer, Array(NoteSerializer)),
        status=201,
    )
    @command
    def add_notes(self, request: Request, ref: str) -> Response:
        """Write one note, or an array of them."""
        several = isinstance(request.data, list)
        bodies = _array(NoteInput, request, most=MOST_NOTES, name="notes") if several else [NoteInput.checked(request)]
        rows = add_notes(
            self.get_order(), [NewNote(**body) for body in bodies], actor=self.caller.actor, at=timezone.now()
        )
        written = NoteSerializer(rows, many=True).data
        return Response(written if several else written[0], status=201)

    @action(detail=True)
    @Operation("List a customer's order history", access=WRITE, gives=Page(HistoryEntrySerializer))
    def history(self, request: Request, ref: str) -> Response:
        """The earlier orders of the order's customer with other systems, newest first."""
        entries = CustomerHistoryEntry.objects.filter(customer=self.get_order().customer_id)
        return self._paged(entries.order_by("-order_date", "-id"), HistoryEntrySerializer)

    @history.mapping.post
    @Operation(
        "Add a customer's order history",
        access=WRITE,
        about="An entry with a known `id` is replaced.",
        takes=Array(HistoryEntryInput, most=MOST_HISTORY),
        gives=Array(HistoryEntrySerializer),
        status=201,
        refusals=[CustomerErased],
    )
    @command
    def add_history(self, request: Request, ref: str) -> Response:
        """Add earlier orders: an array, stored as a whole or not at all."""
        if not isinstance(request.data, list):
            raise InvalidInput.on(code="not_a_list", sentence=Sentence("Send an array of earlier orders."))
        entries = _array(HistoryEntryInput, request, most=MOST_HISTORY, name="orders")
        rows = add_history(self.get_order(), entries, actor=self.caller.actor, at=timezone.now())
        return Response(HistoryEntrySerializer(rows, many=True).data, status=201)

    @action(detail=True, url_path="page-link")
    @Operation(
        "Read the link to the order's page",
        access=[InReach("orders:write")],
        about="Whoever has the link can see the order, pay for it, and cancel or return as the channel allows.",
        gives=PageLinkSerializer,
    )
    def page_link(self, request: Request, ref: str) -> Response:
        """The link to the order's page for the customer."""
        return Response(PageLinkSerializer(self.get_order()).data)

    @page_link.mapping.post
    @Operation(
        "Replace the link to the order's page",
        access=WRITE,
        about="All earlier links open nothing any more.",
        gives=PageLinkSerializer,
    )
    @command
    def replace_page_link(self, request: Request, ref: str) -> Response:
        """Give the order's page a new link."""
        order = replace_page_link(self.get_order(), actor=self.caller.actor, at=timezone.now())
        return Response(PageLinkSerializer(order).data)

    @action(detail=True)
    @Operation("List an order's events", access=[HasScope("events:read")], gives=Page(EventSerializer))
    def events(self, request: Request, ref: str) -> Response:
        """The timeline: everything that happened, in order."""
        return self._paged(
            Event.objects.filter(order=self.get_order()).select_related("order", "channel").order_by("position"),
            EventSerializer,
        )

    def _paged(self, rows: Any, serializer: Any) -> Response:
        page = self.paginate_queryset(rows)
        context = {**self.get_serializer_context(), "sees_payments": self.caller.sees_payments}
        return self.get_paginated_response(serializer(page, many=True, context=context).data)


def _array(body: type[StrictSerializer], request: Request, *, most: int, name: str) -> Any:
    if not 1 <= len(request.data) <= most:
        sentence = Sentence("Send 1 to {most} {rows} at a time.", most=most, rows=name)
        raise InvalidInput.on(code="wrong_length", sentence=sentence)
    return body.checked(request, many=True)
