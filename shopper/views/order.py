"""The order's page: what has become of it, paying, and its documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.errors import InvalidInput, Refusal
from orders.models import Order
from orders.money.pay import start_payment
from orders.money.return_url import PAGE
from orders.page_link import page_token
from payments.statuses import PaymentState
from shopper.access import command_key, order_page, shopper_of
from shopper.rendering import error_text, page_context
from workplace.documents.printing import DocumentKind, NothingToPrint, print_document

DOCUMENTS = (DocumentKind.CONFIRMATION, DocumentKind.REFUND_NOTE)
"""What customers may have. A packing slip is the warehouse's."""


@require_GET
@order_page
def show_order(request: HttpRequest, order: Order) -> HttpResponse:
    """The page."""
    return render(request, "shopper/order.html", page_context(order, at=timezone.now()))


@require_http_methods(["GET", "POST"])
@order_page
def pay(request: HttpRequest, order: Order) -> HttpResponse:
    """Begin a payment, and lead on to the gateway's page by an intermediate page: browsers apply the form's own policy
    (`form-action`), which names no gateway, to a redirect after it."""
    if request.method == "GET":
        return redirect("shopper:order", page_token(order))
    at, key = timezone.now(), command_key(request, order)
    shown: dict[str, Any] = {}
    status = HTTPStatus.OK
    try:
        method = request.POST.get("method", "")
        payment = start_payment(order, method=method, return_url=PAGE, actor=shopper_of(request), at=at, key=key)
        shown = {"payment": payment}
    except (Refusal, InvalidInput) as error:
        shown, status = {"error": error_text(error)}, HTTPStatus.CONFLICT
    context = {**page_context(_reread(order), at=at), **shown}
    leaves = status == HTTPStatus.OK and payment.url and payment.status == PaymentState.PROCESSING
    return render(request, "shopper/leave.html" if leaves else "shopper/order.html", context, status=status)


@require_GET
@order_page
def document(request: HttpRequest, order: Order, kind: str) -> HttpResponse:
    """A document as PDF."""
    if kind not in DOCUMENTS:
        raise Http404("There is no such document.")
    try:
        pdf = print_document(order, DocumentKind(kind))
    except NothingToPrint as error:
        raise Http404("There is no such document yet.") from error
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{order.ref}-{kind}.pdf"'},
    )


def _reread(order: Order) -> Order:
    return Order.objects.select_related("channel").get(pk=order.pk)
