"""The money of an order: `/orders/{ref}/pay/`, `refund/`, `payments/`, `balance/`."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.viewsets import IDENTIFIER
from orders.models import Order
from orders.money.balance import balance_of
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.complete import complete_payment
from orders.money.confirm import confirm_refund
from orders.money.dispute import note_chargeback
from orders.money.give_up import give_up_refund
from orders.money.pay import start_payment
from orders.money.pay_options import payment_methods
from orders.money.refund import RefundRequest, refund_order, refundable_of
from orders.money.resolve import resolve_payment
from orders.money.schema import MONEY
from orders.money.serializers import (
    BalanceSerializer,
    CompleteInput,
    ConfirmRefundInput,
    DisputeInput,
    GiveUpRefundInput,
    PayInput,
    PaymentMethodsSerializer,
    RefundableSerializer,
    RefundInput,
    RefundOutcomeSerializer,
    ResolvePaymentInput,
    StartedPaymentSerializer,
)
from orders.views.base import OrderView
from payments.models import Payment, Refund
from payments.serializers import PaymentSerializer, RefundSerializer

PAYMENT = rf"payments/(?P<payment_id>{IDENTIFIER})"
REFUND = rf"refunds/(?P<refund_id>{IDENTIFIER})"


class OrderMoneyViewSet(OrderView):
    """Paying for an order, and refunding it."""

    operations = MONEY

    @action(detail=True)
    def pay(self, request: Request, ref: str) -> Response:
        """The payment methods, each with the reason if it cannot be used now."""
        methods = payment_methods(self.get_order())
        return Response(PaymentMethodsSerializer({"payment_methods": methods}).data)

    @pay.mapping.post
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
            **self._command(request),
        )
        url = payment.url or None
        answer = StartedPaymentSerializer({"url": url, "payment": _shown(payment)}).data
        return Response(answer, headers={"Location": url} if url else {})

    @action(detail=True)
    def refund(self, request: Request, ref: str) -> Response:
        """What can still be refunded."""
        return Response(RefundableSerializer(refundable_of(self.get_order())).data)

    @refund.mapping.post
    @resumable_command(key_required=True)
    def create_refund(self, request: Request, ref: str) -> Response:
        """Refund part or all of what has been paid."""
        wanted = RefundRequest(**RefundInput.checked(request))
        outcome = refund_order(self.get_order(), wanted, **self._command(request))
        return Response(RefundOutcomeSerializer(outcome).data, status=200 if outcome.is_complete else 206)

    @action(detail=True)
    def payments(self, request: Request, ref: str) -> Response:
        """The payments, oldest first, each with its refunds."""
        page = self.paginate_queryset(_payments().filter(order=self.get_order()).order_by("id"))
        return self.get_paginated_response(PaymentSerializer(page, many=True).data)

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT}/complete")
    @resumable_command
    def complete_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Mark a payment as paid."""
        order, body = self.get_order(), CompleteInput.checked(request)
        return _answer(complete_payment(order, _payment(order, payment_id), **body, **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT}/capture")
    @resumable_command
    def capture_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Capture an authorized payment."""
        order = self.get_order()
        return _answer(capture_payment(order, _payment(order, payment_id), **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT}/cancel")
    @resumable_command
    def cancel_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Void a payment before it has brought money."""
        order = self.get_order()
        return _answer(cancel_payment(order, _payment(order, payment_id), **self._command(request)))

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT}/dispute")
    @resumable_command(key_required=True)
    def dispute_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Record a chargeback."""
        order, body = self.get_order(), DisputeInput.checked(request)
        payment = _payment(order, payment_id)
        refund = note_chargeback(
            order, payment, amount=body.get("amount"), reason=body["reason"], **self._command(request)
        )
        return Response(RefundSerializer(refund).data)

    @action(detail=True, methods=["put"], url_path=f"{REFUND}/confirm")
    @resumable_command
    def confirm_refund(self, request: Request, ref: str, refund_id: str) -> Response:
        """Confirm that a manual refund was paid out."""
        order, body = self.get_order(), ConfirmRefundInput.checked(request)
        return Response(
            RefundSerializer(confirm_refund(order, _refund(order, refund_id), **body, **self._context())).data
        )

    @action(detail=True, methods=["put"], url_path=f"{REFUND}/give-up")
    @resumable_command
    def give_up_refund(self, request: Request, ref: str, refund_id: str) -> Response:
        """Mark a manual refund as failed."""
        order, body = self.get_order(), GiveUpRefundInput.checked(request)
        return Response(
            RefundSerializer(give_up_refund(order, _refund(order, refund_id), **body, **self._context())).data
        )

    @action(detail=True, methods=["put"], url_path=f"{PAYMENT}/resolve")
    @resumable_command
    def resolve_payment(self, request: Request, ref: str, payment_id: str) -> Response:
        """Settle what a payment waits for: a person has looked."""
        order, body = self.get_order(), ResolvePaymentInput.checked(request)
        return _answer(resolve_payment(order, _payment(order, payment_id), **body, **self._context()))

    @action(detail=True)
    def balance(self, request: Request, ref: str) -> Response:
        """Every movement of money with its row, and the sums that must agree."""
        return Response(BalanceSerializer(balance_of(self.get_order())).data)

    def _context(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}

    def _command(self, request: Request) -> dict[str, Any]:
        return {**self._context(), "key": request.command_key}  # type: ignore[attr-defined]


def _payments() -> Any:
    return Payment.objects.prefetch_related(Prefetch("refunds", Refund.objects.order_by("id")))


def _payment(order: Order, payment_id: str) -> Payment:
    found: Payment | None = Payment.objects.filter(order=order, pk=payment_id).first()
    if found is None:
        raise Http404("This order has no such payment.")
    return found


def _refund(order: Order, refund_id: str) -> Refund:
    found = Refund.objects.filter(payment__order=order, pk=refund_id).first()
    if found is None:
        raise Http404("This order has no such refund.")
    return found


def _shown(payment: Payment) -> Payment:
    """The row as it is now in the database, with its refunds."""
    shown: Payment = _payments().get(pk=payment.pk)
    return shown


def _answer(payment: Payment) -> Response:
    return Response(PaymentSerializer(_shown(payment)).data)
