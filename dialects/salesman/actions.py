"""The views of Salesman's document that move orders and money."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Refusal, VersionDiffers
from dialects.common.commands import resumable_command
from dialects.salesman.caller import ForPayers, ForReaders, ForStaff
from dialects.salesman.moving import Moves, move_order
from dialects.salesman.paying import pay, ways_to_pay
from dialects.salesman.refunding import refund_everything
from dialects.salesman.statuses import SalesmanStatus, folded
from dialects.salesman.views import SalesmanView
from dialects.salesman.writing import check_no_input, wanted_method, wanted_status
from orders.models import Order


class ActionView(SalesmanView):
    """A view that changes something."""

    @property
    def command_context(self) -> dict[str, Any]:
        """Who does it, when, and under which key."""
        return {"actor": self.actor, "at": timezone.now(), "key": self.request.command_key}  # type: ignore[attr-defined]


class StatusView(ActionView):
    """`/orders/{ref}/status/`."""

    access = {"get": [ForStaff("orders:read")], "put": [ForStaff("orders:write")]}

    def get(self, request: Request, ref: str) -> Response:
        """The status, and why the order cannot go to each other one."""
        order = self.find_order(ref)
        moves = Moves(order, self.caller)
        transitions = [
            {"value": status.value, "label": status.label, "error": moves.why_not(status)} for status in SalesmanStatus
        ]
        return Response({**_status_of(order), "status_transitions": transitions})

    @resumable_command
    def put(self, request: Request, ref: str) -> Response:
        """Move the order."""
        order, wanted = self.find_order(ref), wanted_status(request)
        if wanted is not None:
            try:
                order = move_order(order, wanted, caller=self.caller, **self.command_context)
            except VersionDiffers:
                raise
            except Refusal as refusal:
                raise ValidationError({"status": [refusal.detail]}) from None
        return Response(_status_of(order))


class PayView(ActionView):
    """`/orders/{ref}/pay/`."""

    access = {"get": [ForReaders("orders:read")], "post": [ForPayers]}

    def get(self, request: Request, ref: str) -> Response:
        """The ways to pay."""
        return Response({"payment_methods": ways_to_pay(self.find_order(ref))})

    @resumable_command
    def post(self, request: Request, ref: str) -> Response:
        """Begin to pay."""
        order = self.find_order(ref)
        method = wanted_method(request, [str(way["identifier"]) for way in ways_to_pay(order)])
        url = pay(order, method, **self.command_context)
        return Response({"url": url}, headers={"Location": url})


class RefundView(ActionView):
    """`/orders/{ref}/refund/`."""

    access = {"post": [ForStaff("refunds:write")]}

    @resumable_command
    def post(self, request: Request, ref: str) -> Response:
        """Refund everything. What the body says is ignored."""
        order = self.find_order(ref)
        check_no_input(request)
        refunding = refund_everything(order, **self.command_context)
        return Response(refunding.shown, status=refunding.status)


def _status_of(order: Order) -> dict[str, str]:
    status = folded(order)
    return {"status": status.value, "status_display": str(status.label)}
