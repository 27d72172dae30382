"""The views of Aplazame's document."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from functools import partial
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope, missing_right
from cancellations.statuses import PlanStatus
from common.api.parsers import JsonParser
from common.errors import InvalidInput, PaymentDeclined, Refusal
from dialects.aplazame.bodies import OrderBody, PartialOrderBody, sent_amount, sent_history, sent_order
from dialects.aplazame.captures import authorized_for, captures_of, shown_capture
from dialects.aplazame.errors import error_answer
from dialects.aplazame.filters import filtered, newest_first, rights_asked
from dialects.aplazame.finding import find_order
from dialects.aplazame.media import VendorJson, VendorNegotiation, VendorXml, VendorYaml
from dialects.aplazame.paging import page_of
from dialects.aplazame.rendering import SOURCES, shown, shown_one
from dialects.aplazame.writing import apply_update, refuse_cancelled
from dialects.common.amounts import in_hundredths
from dialects.common.commands import command, resumable_command
from dialects.common.parsers import JsonOrFormParser, UntypedJsonParser
from dialects.common.picking import Picked, everything
from dialects.common.views import DialectView
from orders.cancelling.cancel import AlreadySent, cancel_order
from orders.history import add_history
from orders.models import Order
from orders.money.capture import capture_payment
from orders.money.refund import RefundRequest, refund_order
from orders.money.refundable import refundable_of
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.balance_updates import RefundExceedsPaid


class OrderConfirmed(Refusal):
    """What belongs before the confirmation of an order comes too late."""

    code = "order_confirmed"
    sentence = "The order has been confirmed."


class CancellationHalted(PaymentDeclined):
    """The goods are cancelled, and the gateway did not give the money back."""

    code = "cancellation_halted"
    sentence = "The gateway declined to give the money back. Staff will see to it."


class AplazameView(DialectView):
    """Everything that Aplazame answers."""

    error_answer = staticmethod(error_answer)
    parser_classes = [JsonParser, JsonOrFormParser, UntypedJsonParser]
    renderer_classes = [VendorJson, VendorXml, VendorYaml]
    content_negotiation_class = VendorNegotiation

    def order_at(self, asked: str) -> Order:
        """The order that the path names, with the version that the caller expects."""
        return self.as_expected(find_order(self.orders, asked))

    def command_context(self) -> dict[str, Any]:
        """Who commands, and when."""
        return {"actor": self.actor, "at": timezone.now()}

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A path below an order that does not exist is no order with another method."""
        if "/" in self.kwargs.get("id", ""):
            raise Http404
        return super().http_method_not_allowed(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """An answer without a body names its type too, as the document prints it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 204 and isinstance(response, Response):
            media_type = request.accepted_renderer.media_type
            response.add_post_render_callback(partial(_name_type, media_type=media_type))
        return response


class OrdersView(AplazameView):
    """The list."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request) -> Response:
        """A page of the orders in reach."""
        for right in rights_asked(request.query_params):
            if not getattr(self.caller.rights, right):
                raise missing_right(right, self.caller)
        page = page_of(self._picked(request), request)
        return Response(page.around(shown(page.rows, request), request))

    def _picked(self, request: Request) -> Picked:
        if set(request.query_params) <= {"page"}:
            return everything(newest_first, self.caller, SOURCES)
        return Picked(filtered(self.orders, request.query_params), SOURCES)


class OrderView(AplazameView):
    """One order."""

    access = {
        "get": [HasScope("orders:read")],
        "put": [HasScope("orders:write")],
        "patch": [HasScope("orders:write")],
    }

    def get(self, request: Request, id: str) -> Response:
        """The order."""
        return Response(shown_one(self.order_at(id), request))

    @command
    def put(self, request: Request, id: str) -> Response:
        """Replace what the order holds: amounts that are left out are none."""
        order = self.order_at(id)
        refuse_cancelled(order)
        sent = {"discount": None, "shipping": None, **sent_order(request, OrderBody)}
        return self._update(order, sent)

    @command
    def patch(self, request: Request, id: str) -> Response:
        """Change parts of the order."""
        order = self.order_at(id)
        refuse_cancelled(order)
        return self._update(order, sent_order(request, PartialOrderBody))

    def _update(self, order: Order, sent: dict[str, Any]) -> Response:
        as_sent: Any = self.request.data
        apply_update(order, sent, as_sent=as_sent["order"], **self.command_context())
        return Response(status=204)


class AuthorizeView(AplazameView):
    """Confirming an order."""

    access = {"post": [HasScope("orders:write")]}

    @command
    def post(self, request: Request, id: str) -> Response:
        """The order is confirmed: fulfilment may begin."""
        order = self.order_at(id)
        refuse_cancelled(order)
        if order.approved_at:
            raise OrderConfirmed
        order = change_status(order, to=OrderStatus.PROCESSING, **self.command_context())
        return Response({"id": order.number, "amount": in_hundredths(order.total)})


class CancelView(AplazameView):
    """Cancelling an order."""

    access = {"post": [HasScope("cancellations:write")]}

    @resumable_command
    def post(self, request: Request, id: str) -> Response:
        """Nothing of the order will be sent, and what was paid goes back."""
        order = self.order_at(id)
        refuse_cancelled(order)
        if order.items.filter(quantity_shipped__gt=0).exists():
            raise AlreadySent
        cancellation = cancel_order(order, key=request.command_key, **self.command_context())  # type: ignore[attr-defined]
        if cancellation.plan and cancellation.plan.status == PlanStatus.FAILED:
            raise CancellationHalted
        return Response(status=204)


class RefundView(AplazameView):
    """Refunds."""

    access = {"get": [HasScope("refunds:write")], "post": [HasScope("refunds:write")]}

    def get(self, request: Request, id: str) -> Response:
        """What can still be refunded."""
        return Response(_remaining(refundable_of(self.order_at(id)).remaining_amount))

    @resumable_command
    def post(self, request: Request, id: str) -> Response:
        """Refund an amount. 206 says that not all of it is certain yet; what is not certain stays reserved."""
        order, wanted = self.order_at(id), RefundRequest(amount=sent_amount(request))
        key: str = request.command_key  # type: ignore[attr-defined]
        try:
            outcome = refund_order(order, wanted, key=key, **self.command_context())
        except RefundExceedsPaid as refusal:
            raise InvalidInput.on("amount", code=refusal.code, sentence=refusal.detail) from refusal
        return Response(_remaining(outcome.remaining_amount), status=200 if outcome.is_certain else 206)


class CapturesView(AplazameView):
    """Captures, which the document does not have and modules for shops call."""

    access = {"get": [HasScope("payments:read")], "post": [HasScope("payments:write")]}

    def get(self, request: Request, id: str) -> Response:
        """What was captured, and what can be."""
        return Response(captures_of(self.order_at(id)))

    @resumable_command
    def post(self, request: Request, id: str) -> Response:
        """Capture an authorized payment."""
        order = self.order_at(id)
        payment = authorized_for(order, sent_amount(request))
        key: str = request.command_key  # type: ignore[attr-defined]
        captured = capture_payment(order, payment, key=key, **self.command_context())
        left = captures_of(order)["remaining_capture_amount"]
        return Response({"remaining_capture_amount": left, **shown_capture(captured)})


class HistoryView(AplazameView):
    """The customer's earlier orders elsewhere."""

    access = {"post": [HasScope("orders:write")]}

    @command
    def post(self, request: Request, id: str) -> Response:
        """Store the reported orders; possible until the order is confirmed."""
        order = self.order_at(id)
        refuse_cancelled(order)
        if order.approved_at:
            raise OrderConfirmed
        entries = sent_history(request)
        if entries:
            add_history(order, entries, **self.command_context())
        return Response(status=204)


def _name_type(response: Response, *, media_type: str) -> None:
    response["Content-Type"] = media_type


def _remaining(amount: Decimal) -> dict[str, int]:
    return {"remaining_amount": int(amount.scaleb(2).to_integral_value(ROUND_DOWN))}
