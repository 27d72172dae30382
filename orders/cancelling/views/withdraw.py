"""`/orders/{ref}/withdraw/`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.permissions import InReach
from cancellations.serializers import plan_serializer_for
from common.api.operations import Operation
from common.fsm import TransitionRefused
from orders.cancelling.plan_rows import ItemInOpenPlan, TooFewUnits
from orders.cancelling.serializers import WithdrawalSerializer, WithdrawInput, WithdrawnSerializer
from orders.cancelling.views.plans import plan_rows
from orders.cancelling.withdraw import Statement, withdraw
from orders.cancelling.withdrawable import NothingToWithdraw, WithdrawalNotOffered, WithdrawalPeriodOver
from orders.querysets import rights_on
from orders.views.base import OrderView


class OrderWithdrawViewSet(OrderView):
    """Withdrawing from the contract."""

    @action(detail=True, methods=["post"])
    @Operation(
        access=[InReach("cancellations:write")],
        about="""
        For consumers who withdraw from a distance contract, from everything or from some units. The statement is kept
        with its time, and its receipt is sent to `email` whatever e-mails the channel has chosen. Units that were not
        sent are cancelled, as the channel's `customer_cancellation` says; for those that were a return is opened.
        Customers and guests may withdraw until the channel's days after delivery (`withdrawal_days`) are over,
        clients and staff at any time.

        With `dry_run=true` it shows the receipt, and what would be refunded.
        """,
        takes=WithdrawInput,
        gives=WithdrawnSerializer,
        status=201,
        refusals=[
            TransitionRefused, NothingToWithdraw, TooFewUnits, ItemInOpenPlan, WithdrawalNotOffered,
            WithdrawalPeriodOver,
        ],
    )  # fmt: skip
    @resumable_command
    def withdraw(self, request: Request, ref: str) -> Response:
        """Withdraw from the contract."""
        body = WithdrawInput.checked(request)
        key = request.command_key  # type: ignore[attr-defined]
        statement = Statement(lines=body.pop("items", None), key=key, **body)
        order = self.get_order()
        done = withdraw(order, statement, actor=self.caller.actor, at=timezone.now())
        plans = plan_rows().filter(pk__in=[plan.pk for plan in done.plans]).order_by("id")
        shown = plan_serializer_for(rights_on(order, self.caller))
        withdrawal = WithdrawalSerializer(done.withdrawal).data
        return Response({"withdrawal": withdrawal, "plans": shown(plans, many=True).data}, status=201)
