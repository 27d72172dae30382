"""`/orders/{ref}/pay/`, `payments/` and `balance/`."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.permissions import HasScope, InReach
from access.viewsets import IDENTIFIER
from common.api.operations import Operation, Page
from common.api.serializers import shown
from common.errors import OutcomeUnknown, PaymentDeclined
from common.fsm import TransitionRefused
from common.rows import fetch, fetch_parts
from orders.models import Order
from orders.money.ask_gateway import GatewayRefused
from orders.money.balance import balance_of
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.complete import GatewayDecides, TransactionRecorded, complete_payment
from orders.money.dispute import note_chargeback
from orders.money.pay import AmountExceedsOutstanding, PaymentUnderWay, start_payment
from orders.money.pay_options import MethodUnusable, NothingToPay, OrderNotPayable, payment_methods
from orders.money.resolve import NothingToResolve, resolve_payment
from orders.money.serializers import (
    BalanceSerializer,
    CompleteInput,
    DisputeInput,
    PayInput,
    PaymentMethodsSerializer,
    ResolvePaymentInput,
    StartedPaymentSerializer,
)
from orders.money.views.base import OrderMoneyView
from payments.balance_updates import PaymentBusy, RefundExceedsPaid
from payments.models import Payment, Refund
from payments.serializers import PaymentSerializer, RefundSerializer

READ = [HasScope("payments:read")]
WRITE = [HasScope("payments:write")]
REFUND = [HasScope("refunds:write")]
ASKING = [TransitionRefused, PaymentBusy, GatewayRefused, OutcomeUnknown]
PAYMENT_PATH = rf"payments/(?P<payment_id>{IDENTIFIER})"


class OrderPaymentsViewSet(OrderMoneyView):
    """The payments of an order."""

    @action(detail=True)
    @Operation("List payment methods", access=READ, gives=PaymentMethodsSerializer)
    def pay(self, request: Request, ref: str) -> Response:
        """The payment methods, each with the reason if it cannot be used now."""
        methods = payment_methods(self.get_order())
        return Response(PaymentMethodsSerializer({"payment_methods": methods}).data)

    @pay.mapping.post
    @Operation(
        access=[InReach("payments:write")],
        about="""
        Send the customer to `url`. An order may have several payments; together they never exceed what is
        outstanding. Starting again resumes an unfinished attempt or replaces it.

        402: the gateway declined. 503: it did not answer; repeat with the same `Idempotency-Key`.
        """,
        takes=PayInput,
        gives=StartedPaymentSerializer,
        headers=["Location"],
        refusals=[
            OrderNotPayable,
            NothingToPay,
            AmountExceedsOutstanding,
            MethodUnusable,
            PaymentUnderWay,
            PaymentDeclined,
            OutcomeUnknown,
        ],
    )
    @resumable_command(key_required=True)
    def start_payment(self, request: Request, ref: str) -> Response:
        """Start a payment."""
        body = PayInput.checked(request)
        payment = start_payment(
            self.get_order(),
            method=body["payment_method"],
            amount=body.get("amount"),
            detail=body.get("detail", ""),
            option_id=body.get("option_id", ""),
            return_url=body.get("return_url", ""),
            **self._command(request),
        )
        url = payment.url or None
        answer = shown(StartedPaymentSerializer, {"url": url, "payment": _as_it_is(payment)})
        return Response(answer, headers={"Location": url} if url else {})

    @action(detail=True)
    @Operation("List an order's payments", access=READ, gives=Page(PaymentSerializer))
    def payments(self, request: Request, ref: str) -> Response:
        """The payments, oldest first, each with its refunds."""
        page = self.paginate_queryset(_payments().filter(order=self.get_order()).order_by("id"))
        return self.get_paginated_response(PaymentSerializer(page, many=True).data)

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT_PATH}/complete")
    @Operation(
        access=WRITE,
        about="""
        For payments that no gateway reports: a bank transfer, cash. If a gateway can know, it is asked. Less than was
        expected leaves the rest to pay; more is reserved to be refunded by a person.
        """,
        takes=CompleteInput,
        gives=PaymentSerializer,
        refusals=[TransitionRefused, TransactionRecorded, GatewayDecides, OutcomeUnknown],
    )
    @resumable_command
    def complete_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Mark a payment as paid."""
        order, body = self.get_order(), CompleteInput.checked(request)
        return _answer(complete_payment(order, _payment(order, payment_id), **body, **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT_PATH}/capture")
    @Operation(access=WRITE, gives=PaymentSerializer, refusals=ASKING)
    @resumable_command
    def capture_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Capture an authorized payment."""
        order = self.get_order()
        return _answer(capture_payment(order, _payment(order, payment_id), **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT_PATH}/cancel")
    @Operation(
        access=WRITE,
        about="A gateway that is no longer configured is not asked: look there first.",
        gives=PaymentSerializer,
        refusals=ASKING,
    )
    @resumable_command
    def cancel_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Void a payment before it has brought money."""
        order = self.get_order()
        return _answer(cancel_payment(order, _payment(order, payment_id), **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT_PATH}/dispute")
    @Operation(
        access=REFUND,
        about="The amount can no longer be refunded; it is recorded as a refund made by the bank.",
        takes=DisputeInput,
        gives=RefundSerializer,
        refusals=[RefundExceedsPaid],
    )
    @resumable_command(key_required=True)
    def dispute_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Record a chargeback."""
        order, body = self.get_order(), DisputeInput.checked(request)
        payment = _payment(order, payment_id)
        refund = note_chargeback(
            order, payment, amount=body.get("amount"), reason=body["reason"], **self._command(request)
        )
        return Response(RefundSerializer(refund).data)

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT_PATH}/resolve")
    @Operation(
        access=REFUND,
        about="""
        For payments with `attention`. Money that is kept without being owed stays, by this decision; refund it another
        way instead with `POST refund/` and `"method": "manual"`.
        """,
        takes=ResolvePaymentInput,
        gives=PaymentSerializer,
        refusals=[NothingToResolve],
    )
    @resumable_command
    def resolve_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Settle what a payment waits for: a person has looked."""
        order, body = self.get_order(), ResolvePaymentInput.checked(request)
        return _answer(resolve_payment(order, _payment(order, payment_id), **body, **self._context()))

    @action(detail=True)
    @Operation("Read an order's balance", access=READ, gives=BalanceSerializer)
    def balance(self, request: Request, ref: str) -> Response:
        """Every movement of money with its row, and the sums that must agree."""
        return Response(BalanceSerializer(balance_of(self.get_order())).data)


def _payments() -> Any:
    return Payment.objects.prefetch_related(Prefetch("refunds", Refund.objects.order_by("id")))


def _payment(order: Order, payment_id: str) -> Payment:
    found = fetch(Payment, id=payment_id, order_id=order.pk)
    if not found:
        raise Http404("This order has no such payment.")
    return found[0]


def _as_it_is(payment: Payment) -> Payment:
    """The row as it is now in the database, with its refunds."""
    (row,) = fetch(Payment, id=payment.pk)
    fetch_parts([row], Refund, of="payment", name="refunds")
    return row


def _answer(payment: Payment) -> Response:
    return Response(shown(PaymentSerializer, _as_it_is(payment)))
