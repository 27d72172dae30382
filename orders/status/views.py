"""`/orders/{ref}/status/`: moving an order by hand."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from orders.status.change_status import change_status, status_report
from orders.status.schema import STATUS
from orders.status.serializers import StatusInput, StatusSerializer
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

    @status.mapping.put
    @command
    def change_status(self, request: Request, ref: str) -> Response:
        """Move the order to another status."""
        body: dict[str, Any] = StatusInput.checked(request)
        order = change_status(
            self.get_order(),
            to=OrderStatus[body["status"]],
            note=body.get("notes", ""),
            notify_customer=body["notify_customer"],
            actor=self.caller.actor,
            at=timezone.now(),
        )
        return Response(StatusSerializer(status_report(order)).data, headers={"ETag": etag_of(order, self.caller)})
