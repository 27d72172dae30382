"""`/cancellation-plans/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from access.callers import Rights
from access.commands import resumable_command
from access.permissions import HasScope
from cancellations.filters import PLAN_ORDERING, PlanFilter
from cancellations.models import CancellationPlan, PlanLine
from cancellations.serializers import PlanSerializer, plan_serializer_for
from common.api.links import link_to
from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.cancelling import plans
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, NothingToCancel, NothingToReturn, TooFewUnits
from orders.cancelling.plans import RefundsUnderWay
from orders.cancelling.serializers import ClosingInput, FailInput, PlanInput
from orders.cancelling.withdrawal_grounds import WithdrawalStands
from orders.models import Order
from orders.querysets import reach
from orders.reading import by_reference
from orders.views.base import PartsViewSet

READ = [HasScope("cancellations:read")]
WRITE = [HasScope("cancellations:write")]
MOVE = Operation(access=WRITE, gives=PlanSerializer, refusals=[TransitionRefused])
CLOSE = Operation(
    access=WRITE,
    about="A plan that carries out a withdrawal from the contract is closed only on a `ground` of law.",
    takes=ClosingInput,
    gives=PlanSerializer,
    refusals=[TransitionRefused, WithdrawalStands],
)


class CancellationPlanViewSet(PartsViewSet):
    """Cancellation plans of the orders in reach."""

    filterset_class = PlanFilter
    operations = {
        "list": Operation("List cancellation plans", access=READ, gives=Page(PlanSerializer), filtered=True),
        "retrieve": Operation("Read a cancellation plan", access=READ, gives=PlanSerializer),
    }
    ordering_fields = PLAN_ORDERING
    ordering = "-created_at"

    def get_queryset(self) -> QuerySet[CancellationPlan]:
        """The plans of the orders in the caller's reach."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        return plan_rows().filter(in_reach)

    def serializer_for(self, rights: Rights) -> BaseSerializer[CancellationPlan]:
        """The serializer of plans for a caller with these rights."""
        return plan_serializer_for(rights)()

    @Operation(
        access=WRITE,
        about="""
        `cancel` is for units not yet shipped, `refund` for returned ones; an item is in at most one open plan, and on
        hold until it is decided. Amounts are computed; lower ones may be given. Shipping is refunded when nothing of
        the order remains, or on request.
        """,
        takes=PlanInput,
        gives=PlanSerializer,
        status=201,
        headers=["Location"],
        refusals=[TransitionRefused, NothingToCancel, NothingToReturn, TooFewUnits, ItemInOpenPlan],
        may_be_missing=True,
    )
    @resumable_command
    def create(self, request: Request) -> Response:
        """Ask for a cancellation or a return."""
        body = PlanInput.checked(request)
        order = Order.objects.visible_to(self.caller).filter(by_reference(body.pop("order"))).first()
        if order is None:
            raise Http404("There is no such order in your reach.")
        key = request.command_key  # type: ignore[attr-defined]
        new = NewPlan(lines=body.pop("items", None), key=f"open:{key}" if key else "", **body)
        answer = self._answer(plans.open_plan(order, new, **self._context()))
        answer.status_code = 201
        answer["Location"] = link_to("cancellation-plan-detail", pk=answer.data["id"])
        return answer

    @action(detail=True, methods=["post"], url_path="ask-supplier")
    @MOVE
    @resumable_command
    def ask_supplier(self, request: Request, pk: str) -> Response:
        """Ask the supplier."""
        return self._moved(plans.ask_supplier)

    @action(detail=True, methods=["post"], url_path="await-confirmation")
    @MOVE
    @resumable_command
    def await_confirmation(self, request: Request, pk: str) -> Response:
        """Wait for the goods, or for the merchant's answer."""
        return self._moved(plans.await_confirmation)

    @action(detail=True, methods=["post"])
    @MOVE
    @resumable_command
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm a plan: the merchant or the warehouse agreed."""
        return self._moved(plans.confirm_plan)

    @action(detail=True, methods=["post"])
    @Operation(
        access=WRITE,
        about="Fixes the amounts and starts the refunds; `status` says how far that got.",
        gives=PlanSerializer,
        refusals=[TransitionRefused],
    )
    @resumable_command
    def approve(self, request: Request, pk: str) -> Response:
        """Approve a plan, and execute it."""
        return self._moved(plans.approve_plan)

    @action(detail=True, methods=["post"])
    @CLOSE
    @resumable_command
    def reject(self, request: Request, pk: str) -> Response:
        """Reject a plan."""
        return self._moved(plans.reject_plan, **ClosingInput.checked(request))

    @action(detail=True, methods=["post"])
    @CLOSE
    @resumable_command
    def cancel(self, request: Request, pk: str) -> Response:
        """Withdraw a plan."""
        return self._moved(plans.cancel_plan, **ClosingInput.checked(request))

    @action(detail=True, methods=["post"])
    @Operation(
        "Mark a plan as refunded",
        access=WRITE,
        gives=PlanSerializer,
        refusals=[TransitionRefused, RefundsUnderWay],
    )
    @resumable_command
    def complete(self, request: Request, pk: str) -> Response:
        """Record a manual refund, or check the gateways again."""
        return self._moved(plans.complete_plan)

    @action(detail=True, methods=["post"])
    @Operation(access=WRITE, takes=FailInput, gives=PlanSerializer, refusals=[TransitionRefused, RefundsUnderWay])
    @resumable_command
    def fail(self, request: Request, pk: str) -> Response:
        """Mark a plan's refund as failed."""
        return self._moved(plans.fail_plan, **FailInput.checked(request))

    @action(detail=True, methods=["post"])
    @MOVE
    @resumable_command
    def retry(self, request: Request, pk: str) -> Response:
        """Retry the refunds that a gateway declined."""
        return self._moved(plans.retry_plan)

    @action(detail=True, methods=["post"], url_path="refund-manually")
    @MOVE
    @resumable_command
    def refund_manually(self, request: Request, pk: str) -> Response:
        """Refund manually what a gateway declined."""
        return self._moved(plans.refund_plan_manually)

    def _moved(self, move: Callable[..., CancellationPlan], **body: Any) -> Response:
        key = self.request.command_key  # type: ignore[attr-defined]
        return self._answer(move(self.get_object(), **body, **self._context(), key=key))

    def _answer(self, plan: CancellationPlan) -> Response:
        """The plan as it is now in the database."""
        return Response(self.shown([plan_rows().get(pk=plan.pk)])[0])

    def _context(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}


def plan_rows() -> QuerySet[CancellationPlan]:
    lines = Prefetch("lines", PlanLine.objects.order_by("id").select_related("plan__order"))
    return CancellationPlan.objects.select_related("order").prefetch_related(lines)
