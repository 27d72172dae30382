"""Withdrawing from the contract: one page that is filled in, and confirmed at its end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cancellations.reading import plans_of
from common.errors import InvalidInput, Refusal
from orders.cancelling.withdraw import Statement, withdraw, withdrawn_under
from orders.cancelling.withdrawable import Units, why_not_withdrawn, withdrawable
from orders.models import Order, OrderItem, Shipment
from orders.page_link import page_token
from shopper.access import command_key, order_page, shopper_of
from shopper.forms import WithdrawalForm
from shopper.rendering import error_text, layout_context


@require_http_methods(["GET", "POST"])
@order_page
def withdraw_units(request: HttpRequest, order: Order) -> HttpResponse:
    """Withdraw from the contract on all units that are left, or on some."""
    key = command_key(request, order)
    if withdrawn_under(order, key):
        return _done(order)
    items = list(OrderItem.objects.filter(order=order).order_by("position"))
    units = withdrawable(items, plans_of(order.pk))
    shipments = list(Shipment.objects.filter(order=order))
    refusal = why_not_withdrawn(order, units, items, shipments, at=timezone.now())
    if refusal is not None:
        return _page(request, order, {"error": error_text(refusal)}, status=HTTPStatus.CONFLICT)
    form = _form(request, order, units)
    if not form.is_valid():
        return _page(request, order, {"form": form})
    said = form.cleaned_data
    statement = Statement(said["name"], said["email"], form.lines, key)
    try:
        withdraw(order, statement, actor=shopper_of(request), at=timezone.now())
    except (Refusal, InvalidInput) as error:
        return _page(request, order, {"form": form, "error": error_text(error)}, status=HTTPStatus.CONFLICT)
    return _done(order)


def _form(request: HttpRequest, order: Order, units: list[Units]) -> WithdrawalForm:
    """What was filled in, or the form with everything that is left, and what the order says of its customer."""
    given = request.POST if request.method == "POST" else None
    known = {"name": order.full_name, "email": order.email}
    return WithdrawalForm([(each.item, each.quantity) for each in units], given, initial=known)


def _page(request: HttpRequest, order: Order, shown: dict[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "shopper/withdraw.html", {**layout_context(order), **shown}, status=status)


def _done(order: Order) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('shopper:order', args=[page_token(order)])}#requests")
