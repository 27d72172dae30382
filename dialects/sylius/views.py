"""The views of Sylius' document: orders shown, listed, cancelled, shipped and paid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from common.api.parsers import JsonParser
from common.fsm import no_such_edge
from dialects.common.aliases import find_order
from dialects.common.commands import command, resumable_command
from dialects.common.ids import number_in
from dialects.common.parsers import JsonOrFormParser, UntypedJsonParser
from dialects.common.views import DialectView
from dialects.sylius.caller import SyliusAuthentication
from dialects.sylius.errors import NoPaymentByHand, error_answer
from dialects.sylius.filters import listed, placed_orders
from dialects.sylius.reading.page import NAME, Page, with_parts
from dialects.sylius.reading.payments import SyliusPayment, payment_number, payments_of, show_payment
from dialects.sylius.reading.shipments import shipment_numbered
from dialects.sylius.reading.state import NEW, state_of
from dialects.sylius.rendering.orders import shown, shown_one
from dialects.sylius.writing import tracking_in
from orders.cancelling.cancel import AlreadySent, cancel_order
from orders.fulfilment.shipments import ship_shipment
from orders.models import Order, Shipment
from orders.money.complete import complete_payment
from orders.money.record import record_payment
from orders.money.settle import GIVEN_UP
from orders.querysets import OrderQuerySet
from orders.statuses import OrderStatus, ShippingStatus
from orders.views.base import etag_of, is_known
from payments.statuses import PaymentState


class SyliusView(DialectView):
    """Everything that Sylius answers."""

    error_answer = staticmethod(error_answer)
    authentication_classes = [SyliusAuthentication]
    parser_classes = [JsonParser, JsonOrFormParser, UntypedJsonParser]


class OrderBase(SyliusView):
    """A view on orders that were placed: carts are none."""

    @property
    def placed(self) -> OrderQuerySet:
        """The placed orders in the caller's reach."""
        return placed_orders(self.caller)

    def found(self, id: str) -> Order:
        """The order in the path.

        Raises:
            Http404: there is no such order in reach.
        """
        return self.as_expected(find_order(self.placed.select_related("customer"), NAME, id))

    def found_for(self, request: Request, id: str) -> Order:
        """The order in the path of a command that has no fields: a body may be anything that can be read.

        Raises:
            Http404: as for `found`.
            InvalidJson: the body is none.
        """
        order, _ = self.found(id), request.data
        return order

    def with_parts(self, order: Order) -> Order:
        """The order as it is now, with its parts."""
        found: Order = with_parts(Order.objects.all()).get(pk=order.pk)
        return found

    def answer(self, order: Order) -> Response:
        """The order under the tag of its version."""
        return Response(shown_one(order, self.caller), headers={"ETag": etag_of(order, self.caller)})

    def page(self, order: Order) -> Page:
        return Page([order], self.caller)


class OrdersView(OrderBase):
    """`/api/v1/orders/`."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request) -> Response:
        """A page of orders, the newest number first."""
        page = listed(self.caller, request)
        return Response(page.envelope(shown(page.rows, self.caller)))


class OrderView(OrderBase):
    """`/api/v1/orders/{id}`."""

    access = {"get": [HasScope("orders:read")]}

    def get(self, request: Request, id: str) -> HttpResponseBase:
        """One order."""
        order = self.found(id)
        tag = etag_of(order, self.caller)
        return HttpResponseNotModified(headers={"ETag": tag}) if is_known(request, tag) else self.answer(order)


class CancelView(OrderBase):
    """`/api/v1/orders/{id}/cancel`."""

    access = {"put": [HasScope("cancellations:write")]}

    @resumable_command
    def put(self, request: Request, id: str) -> Response:
        """Cancel the order; what was paid goes back."""
        order, key = self.found_for(request, id), request.command_key  # type: ignore[attr-defined]
        if state_of(order) != NEW:
            raise no_such_edge(order, OrderStatus.CANCELLED)
        if order.shipping_status != ShippingStatus.READY:
            raise AlreadySent
        cancel_order(order, actor=self.actor, at=timezone.now(), key=key)
        return self.answer(Order.objects.select_related("customer").get(pk=order.pk))


class ShipView(OrderBase):
    """`/api/v1/orders/{id}/shipments/{shipment_id}/ship`."""

    access = {"put": [HasScope("shipments:write")]}

    @command
    def put(self, request: Request, id: str, shipment_id: str) -> Response:
        """Hand the shipment to the carrier; the customer is notified."""
        order = self.found(id)
        shipment = self._shipment(order, shipment_id)
        tracking = tracking_in(request.data)
        ship_shipment(shipment, actor=self.actor, at=timezone.now(), tracking=tracking, notify_customer=True)
        return Response(status=204)

    def _shipment(self, order: Order, number: str) -> Shipment:
        found = self.with_parts(order)
        shipment = shipment_numbered(found, number_in(number), self.page(found))
        if shipment is None:
            raise Http404("There is no such shipment.")
        shipment.order = order
        return shipment


class CompleteView(OrderBase):
    """`/api/v1/orders/{id}/payments/{payment_id}/complete`."""

    access = {"put": [HasScope("payments:write")]}

    @resumable_command
    def put(self, request: Request, id: str, payment_id: str) -> Response:
        """Note that the money of the payment has arrived."""
        order, key = self.found_for(request, id), request.command_key  # type: ignore[attr-defined]
        payment = self._payment(order, payment_id)
        noted: dict[str, Any] = {"actor": self.actor, "at": timezone.now(), "key": key}
        if payment.row and payment.row.status in GIVEN_UP:
            raise no_such_edge(payment.row, PaymentState.COMPLETED)
        if not payment.method:
            raise NoPaymentByHand
        if payment.row:
            complete_payment(order, payment.row, **noted)
        else:
            record_payment(order, **noted)
        order = self.with_parts(order)
        return Response(show_payment(order, payments_of(order)[payment.place], self.page(order)))

    def _payment(self, order: Order, number: str) -> SyliusPayment:
        order = self.with_parts(order)
        page, wanted = self.page(order), number_in(number)
        known = (payment for payment in payments_of(order) if payment_number(order, payment, page) == wanted)
        payment = next(known, None)
        if payment is None:
            raise Http404("There is no such payment.")
        return payment
