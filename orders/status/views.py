"""`/orders/{ref}/status/`: moving an order manually."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from access.commands import command
from access.permissions import HasScope
from common.api.operations import AnyOf, Operation, Page, one_of_words
from common.api.serializers import shown
from common.fsm import TransitionRefused
from orders.models import Order, StatusChange
from orders.serializers.resources import StatusChangeSerializer
from orders.status.change_status import change_status, status_report
from orders.status.log_entry import log_entry
from orders.status.serializers import StatusEntryInput, StatusInput, StatusReportSerializer, StatusSerializer
from orders.statuses import OrderStatus
from orders.views.base import OrderView, etag_of

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]
TRANSITIONS = "status_transitions"


class OrderStatusViewSet(OrderView):
    """The status of an order."""

    @action(detail=True)
    @Operation(
        "Read where an order can go",
        access=WRITE,
        about="The present status is always allowed.",
        gives=StatusReportSerializer,
        headers=["ETag"],
    )
    def status(self, request: Request, ref: str) -> Response:
        """The status, and every other one with the reason why the order cannot be moved there."""
        order = self.get_order()
        return self._answer(StatusReportSerializer, status_report(order), order)

    @action(detail=True)
    @Operation("List an order's statuses", access=READ, gives=Page(StatusChangeSerializer))
    def statuses(self, request: Request, ref: str) -> Response:
        """The status log, newest first."""
        order = self.get_order()
        page = self.paginate_queryset(StatusChange.objects.filter(order=order).order_by("-id"))
        return self.get_paginated_response(StatusChangeSerializer(page, many=True, context=self.context_on(order)).data)

    @statuses.mapping.post
    @Operation(
        "Write into the status log",
        access=WRITE,
        about="""
        The entry is called what you like, and moves nothing: the order stays in its status. `notify_customer` sends an
        e-mail with the label and the notes.
        """,
        takes=StatusEntryInput,
        gives=StatusChangeSerializer,
        status=201,
    )
    @command
    def log_status(self, request: Request, ref: str) -> Response:
        """Write an entry that moves nothing."""
        body: dict[str, Any] = StatusEntryInput.checked(request)
        order = self.get_order()
        entry = log_entry(
            order,
            label=body["label"],
            note=body.get("notes", ""),
            notify_customer=body["notify_customer"],
            actor=self.caller.actor,
            at=timezone.now(),
        )
        return Response(StatusChangeSerializer(entry, context=self.context_on(order)).data, status=201)

    @status.mapping.put
    @Operation(
        access=WRITE,
        about="""
        Items and shipments go along. The status log gets an entry with the note; `notify_customer` sends an e-mail. The
        note of a hold is its reason; an order on hold goes back to the status it came from. All moves are in the state
        machine (`GET /orders/states/`); what it refuses says why.
        """,
        takes=StatusInput,
        gives=AnyOf(StatusSerializer, StatusReportSerializer),
        parameters=[one_of_words("expand", [TRANSITIONS], "Also where the order can go from there.")],
        headers=["ETag"],
        refusals=[TransitionRefused],
    )
    @command
    def change_status(self, request: Request, ref: str) -> Response:
        """Move the order to another status."""
        body: dict[str, Any] = StatusInput.checked(request)
        order = change_status(
            self.get_order(),
            to=OrderStatus[body["status"]],
            label=body.get("label", ""),
            note=body.get("notes", ""),
            notify_customer=body["notify_customer"],
            hold_until=body.get("hold_until"),
            actor=self.caller.actor,
            at=timezone.now(),
        )
        if request.query_params.get("expand") == TRANSITIONS:
            return self._answer(StatusReportSerializer, status_report(order), order)
        return self._answer(StatusSerializer, order, order)

    def _answer(self, kind: type[Serializer], said: Any, order: Order) -> Response:
        return Response(shown(kind, said), headers={"ETag": etag_of(order, self.caller)})
