"""`/orders/{ref}/refund/` and `refunds/`."""

from __future__ import annotations

from django.http import Http404
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.permissions import HasScope
from access.viewsets import IDENTIFIER
from common.api.operations import Operation
from common.api.serializers import shown
from common.fsm import TransitionRefused
from orders.models import Order
from orders.money.confirm import RefundUnderWay, confirm_refund
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.refund_units import UnitsAlreadyRefunded
from orders.money.refundable import NothingToRefund, refundable_of
from orders.money.serializers import (
    ConfirmRefundInput,
    GiveUpRefundInput,
    RefundableSerializer,
    RefundInput,
    RefundOutcomeSerializer,
)
from orders.money.views.base import OrderMoneyView
from payments.balance_updates import RefundExceedsPaid
from payments.models import Refund
from payments.serializers import RefundSerializer

REFUND = [HasScope("refunds:write")]
REFUND_PATH = rf"refunds/(?P<refund_id>{IDENTIFIER})"


class OrderRefundsViewSet(OrderMoneyView):
    """The refunds of an order."""

    @action(detail=True)
    @Operation("Read the refundable amount", access=REFUND, gives=RefundableSerializer)
    def refund(self, request: Request, ref: str) -> Response:
        """What can still be refunded."""
        return Response(RefundableSerializer(refundable_of(self.get_order())).data)

    @refund.mapping.post
    @Operation(
        access=REFUND,
        about="""
        An amount, units of items, amounts of certain payments, or everything. An amount is refunded to the payment
        with exactly that much left, otherwise to the newest first. 206 means that not everything is certain:
        `failed` can be tried again, `unknown` is being checked. What a person must pay out is in `manual`, also of a
        200. A repeated request never refunds twice. Units of items that were not sent are not shipped any more, unless
        `keep_shipping` says so.
        """,
        takes=RefundInput,
        gives=RefundOutcomeSerializer,
        or_status=206,
        refusals=[RefundExceedsPaid, NothingToRefund, UnitsAlreadyRefunded, RefundDeclined],
    )
    @resumable_command(key_required=True)
    def create_refund(self, request: Request, ref: str) -> Response:
        """Refund part or all of what has been paid."""
        wanted = RefundRequest(**RefundInput.checked(request))
        outcome = refund_order(self.get_order(), wanted, **self._command(request))
        return Response(shown(RefundOutcomeSerializer, outcome), status=200 if outcome.is_certain else 206)

    @action(detail=True, methods=["put"], url_path=f"{REFUND_PATH}/confirm")
    @Operation(
        access=REFUND,
        about="For refunds that wait for a person (`needs_human`).",
        takes=ConfirmRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    )
    @resumable_command
    def confirm_refund(self, request: Request, ref: str, refund_id: str) -> Response:
        """Confirm that a manual refund was paid out."""
        order, body = self.get_order(), ConfirmRefundInput.checked(request)
        return Response(
            RefundSerializer(confirm_refund(order, _refund(order, refund_id), **body, **self._context())).data
        )

    @action(detail=True, methods=["put"], url_path=f"{REFUND_PATH}/give-up")
    @Operation(
        access=REFUND,
        about="For refunds that wait for a person (`needs_human`). The amount can then be refunded another way.",
        takes=GiveUpRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    )
    @resumable_command
    def give_up_refund(self, request: Request, ref: str, refund_id: str) -> Response:
        """Mark a manual refund as failed."""
        order, body = self.get_order(), GiveUpRefundInput.checked(request)
        return Response(
            RefundSerializer(give_up_refund(order, _refund(order, refund_id), **body, **self._context())).data
        )


def _refund(order: Order, refund_id: str) -> Refund:
    found = Refund.objects.filter(payment__order=order, pk=refund_id).first()
    if found is None:
        raise Http404("This order has no such refund.")
    return found
