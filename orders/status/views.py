"""`/orders/{ref}/status/`: moving an order by hand."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from orders.models import StatusChange
from orders.serializers.resources import StatusChangeSerializer
from orders.status.change_status import change_status, status_report
from orders.status.log_entry import log_entry
from orders.status.schema import STATUS
from orders.status.serializers import StatusEntryInput, StatusInput, StatusSerializer
from orders.statuses import OrderStatus
from orders.views.base import OrderView, etag_of


class OrderStatusViewSet(OrderView):
    """The status of an order."""

    operations = STATUS

    @action(detail=True)
    def status(self, request: Request, ref: str) -> Response:
        """The status, and every other one with the reason why the order cannot go there."""
        order = self.get_order()
        return Response(StatusSerializer(status_report(order)).data, headers={"ETag": etag_of(order, self.caller)})

    @action(detail=True)
    def statuses(self, request: Request, ref: str) -> Response:
        """The status log, newest first."""
        log = StatusChange.objects.filter(order=self.get_order()).order_by("-id")
        page = self.paginate_queryset(log)
        return self.get_paginated_response(
            StatusChangeSerializer(page, many=True, context=self.get_serializer_context()).data
        )

    @statuses.mapping.post
    @command
    def log_status(self, request: Request, ref: str) -> Response:
        """Write an entry that moves nothing."""
        body: dict[str, Any] = StatusEntryInput.checked(request)
        entry = log_entry(
            self.get_order(),
            label=body["label"],
            note=body.get("notes", ""),
            notify_customer=body["notify_customer"],
            actor=self.caller.actor,
            at=timezone.now(),
        )
        return Response(StatusChangeSerializer(entry, context=self.get_serializer_context()).data, status=201)

    @status.mapping.put
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
        return Response(StatusSerializer(status_report(order)).data, headers={"ETag": etag_of(order, self.caller)})
