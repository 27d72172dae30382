"""`/orders/{ref}/cancel/`, `/orders/{ref}/returns/` and `/order-items/{id}/reject/`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.permissions import HasScope, InReach
from cancellations.models import CancellationPlan
from cancellations.reading import plan_with_lines
from cancellations.serializers import PlanSerializer, plan_serializer_for
from common.api.links import link_to
from common.api.operations import Operation
from common.api.serializers import shown
from common.fsm import TransitionRefused
from orders.cancelling.ask_return import ReturnNotOffered, ReturnPeriodOver, ask_return
from orders.cancelling.cancel import AlreadySent, CancellationNotOffered, cancel_order
from orders.cancelling.plan_rows import ItemInOpenPlan, NothingToCancel, NothingToReturn, TooFewUnits
from orders.cancelling.reject import PackagedOrdersCannotBeRejected, reject_item
from orders.cancelling.serializers import CancelInput, CancellationSerializer, RejectItemInput, ReturnInput
from orders.models import Order
from orders.querysets import rights_on
from orders.serializers.resources import ItemResourceSerializer
from orders.views.base import OrderView
from orders.views.item import OrderItemView

CANCEL = Operation(
    access=[InReach("cancellations:write")],
    about="""
    Opens a cancellation plan for everything unshipped, or for some units, and executes it: pending payments and
    shipments are cancelled, and payments refunded. The plan's `status` says how far that got: `waiting_for_payment`
    while a gateway has not answered, `manuel_refund_need` if a person has to refund, `failed` if a gateway declined,
    and `waiting` if staff of this channel decide on customers' cancellations.

    With `dry_run=true` it shows what would be refunded, and to which card.
    """,
    takes=CancelInput,
    gives=CancellationSerializer,
    headers=["ETag"],
    refusals=[TransitionRefused, NothingToCancel, TooFewUnits, ItemInOpenPlan, CancellationNotOffered, AlreadySent],
)


class OrderCancelViewSet(OrderView):
    """Cancelling an order."""

    @action(detail=True, methods=["post"])
    @CANCEL
    @resumable_command
    def cancel(self, request: Request, ref: str) -> Response:
        """Cancel an order, or units of it."""
        return self._cancelled(request)

    @cancel.mapping.put
    @CANCEL
    @resumable_command
    def put_cancel(self, request: Request, ref: str) -> Response:
        """Cancel an order, as by POST."""
        return self._cancelled(request)

    @action(detail=True, methods=["post"])
    @Operation(
        "Ask for a return",
        access=[InReach("cancellations:write")],
        about="""
        Opens a cancellation plan of type `refund` for everything shipped, or for some units; staff decide on it.
        Customers and guests may ask within the channel's days after delivery (`return_days`), clients and staff at any
        time.

        With `dry_run=true` it shows what would be refunded, and to which card.
        """,
        takes=ReturnInput,
        gives=PlanSerializer,
        status=201,
        headers=["Location"],
        refusals=[TransitionRefused, NothingToReturn, TooFewUnits, ItemInOpenPlan, ReturnNotOffered, ReturnPeriodOver],
    )
    @resumable_command
    def returns(self, request: Request, ref: str) -> Response:
        """Ask for a return of units that were shipped."""
        body = ReturnInput.checked(request)
        order = self.get_order()
        plan = ask_return(
            order,
            lines=body.pop("items", None),
            **body,
            actor=self.caller.actor,
            at=timezone.now(),
            key=request.command_key,  # type: ignore[attr-defined]
        )
        address = link_to("cancellation-plan-detail", pk=str(plan.pk))
        return Response(self._shown(plan, order), status=201, headers={"Location": address})

    def _cancelled(self, request: Request) -> Response:
        body = CancelInput.checked(request)
        cancelled = cancel_order(
            self.get_order(),
            lines=body.pop("items", None),
            **body,
            actor=self.caller.actor,
            at=timezone.now(),
            key=request.command_key,  # type: ignore[attr-defined]
        )
        answer = self.answer(cancelled.order)
        plan = self._shown(cancelled.plan, cancelled.order) if cancelled.plan else None
        return Response({"order": answer.data, "plan": plan}, headers={"ETag": answer["ETag"]})

    def _shown(self, plan: CancellationPlan, order: Order) -> Any:
        """The plan as it is now in the database."""
        row = plan_with_lines(plan.pk)
        row.order = order
        return shown(plan_serializer_for(rights_on(order, self.caller)), row)


class ItemRejectViewSet(OrderItemView):
    """Rejecting an item."""

    @action(detail=True, methods=["post"])
    @Operation(
        access=[HasScope("shipments:write")],
        about="""
        For units that the seller cannot fulfil. They are cancelled at once and refunded through a cancellation plan,
        and the customer gets an e-mail. The order is rejected with its last item. Packed items cannot be rejected.
        """,
        takes=RejectItemInput,
        gives=ItemResourceSerializer,
        refusals=[PackagedOrdersCannotBeRejected, ItemInOpenPlan, TooFewUnits, TransitionRefused],
    )
    @resumable_command
    def reject(self, request: Request, pk: str) -> Response:
        """Reject an item, or some units of it."""
        body = RejectItemInput.checked(request)
        key = request.command_key  # type: ignore[attr-defined]
        context = {"actor": self.caller.actor, "at": timezone.now(), "key": key}
        return self.answer(reject_item(self.get_object(), **body, **context).item)
