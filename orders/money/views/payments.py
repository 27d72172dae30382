"""`/payments/` and `/refunds/` across orders, and the webhooks of gateways."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.permissions import HasScope
from access.viewsets import AccessView
from common.api.operations import Operation, Page
from common.errors import InvalidInput, OutcomeUnknown, Sentence
from common.fsm import TransitionRefused
from orders.money.ask_gateway import GatewayRefused
from orders.money.gateway_webhook import receive_gateway_webhook
from orders.querysets import reach
from payments.balance_updates import PaymentBusy
from payments.filters import PAYMENT_ORDERING, REFUND_ORDERING, PaymentFilter, RefundFilter
from payments.gateways.base import WebhookRefused
from payments.gateways.registry import gateways
from payments.models import Payment, Refund
from payments.serializers import (
    PaymentResourceSerializer,
    RefundResourceSerializer,
)

READ = [HasScope("payments:read")]
WRITE = [HasScope("payments:write")]
REFUND = [HasScope("refunds:write")]
ASKING = [TransitionRefused, PaymentBusy, GatewayRefused, OutcomeUnknown]

LONGEST_WEBHOOK = 256 * 1024


class PaymentViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Payments of the orders in reach."""

    serializer_class = PaymentResourceSerializer
    filterset_class = PaymentFilter
    operations = {
        "list": Operation("List payments", access=READ, gives=Page(PaymentResourceSerializer), filtered=True),
        "retrieve": Operation("Read a payment", access=READ, gives=PaymentResourceSerializer),
    }
    ordering_fields = PAYMENT_ORDERING
    ordering = "-created_at"

    def get_queryset(self) -> QuerySet[Payment]:
        """The payments of the orders in the caller's reach."""
        in_reach = reach(self.caller, order="order__", customer="order__customer", channel="order__channel")
        refunds = Prefetch("refunds", Refund.objects.order_by("id"))
        return Payment.objects.filter(in_reach).select_related("order").prefetch_related(refunds)


class RefundViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Refunds of the orders in reach."""

    serializer_class = RefundResourceSerializer
    filterset_class = RefundFilter
    operations = {
        "list": Operation("List refunds", access=READ, gives=Page(RefundResourceSerializer), filtered=True),
        "retrieve": Operation("Read a refund", access=READ, gives=RefundResourceSerializer),
    }
    ordering_fields = REFUND_ORDERING
    ordering = "-created_at"

    def get_queryset(self) -> QuerySet[Refund]:
        """The refunds of the orders in the caller's reach."""
        order = "payment__order__"
        in_reach = reach(self.caller, order=order, customer=f"{order}customer", channel=f"{order}channel")
        return Refund.objects.filter(in_reach).select_related("payment__order")


class AnyBody(BaseParser):
    """Takes the bytes as they are: a signature is about them."""

    media_type = "*/*"

    def parse(self, stream: object, media_type: object = None, parser_context: object = None) -> dict[str, str]:
        return {}


class GatewayWebhookView(APIView):
    """`/payments/webhooks/{gateway}/`: who calls proves by signature to be the gateway."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [AnyBody]
    throttle_classes = []

    @Operation(
        "Receive a gateway's webhook",
        about="Only gateways call this. They are authenticated by a signature in headers of their own.",
        takes={"type": "object", "additionalProperties": True, "description": "Whatever the gateway tells."},
        gives={
            "type": "object",
            "description": "Whether it was news.",
            "properties": {"acted": {"type": "boolean"}},
            "required": ["acted"],
        },
    )
    def post(self, request: Request, gateway: str) -> Response:
        """Receive a gateway's webhook. Duplicates and late or out-of-order deliveries are harmless."""
        provider = gateways().get(gateway)
        if provider is None or not provider.asks_a_provider:
            raise Http404("There is no such gateway.")
        body = request.body
        if len(body) > LONGEST_WEBHOOK:
            raise InvalidInput.on(code="too_long", sentence=Sentence("The webhook is too large."))
        try:
            acted = receive_gateway_webhook(provider, request.headers, body, at=timezone.now())
        except WebhookRefused as refusal:
            raise InvalidInput.on(code=refusal.code, sentence=refusal.detail) from refusal
        return Response({"acted": acted})
