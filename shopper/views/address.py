"""Correcting where an order goes, until something is sent."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.errors import InvalidInput, Refusal
from orders.correct_address import address_to_correct, correct_address
from orders.models import Order
from orders.page_link import page_token
from shopper.access import order_page, shopper_of
from shopper.address_form import AddressForm
from shopper.rendering import error_text, layout_context


@require_http_methods(["GET", "POST"])
@order_page
def correct_shipping_address(request: HttpRequest, order: Order) -> HttpResponse:
    """Correct the shipping address."""
    try:
        form = AddressForm(address_to_correct(order), request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return _page(request, order, {"form": form})
        correct_address(order, form.cleaned_data, actor=shopper_of(request), at=timezone.now())
    except InvalidInput as error:
        form.add_input_errors(error)
        return _page(request, order, {"form": form})
    except Refusal as refusal:
        return _page(request, order, {"error": error_text(refusal)}, status=HTTPStatus.CONFLICT)
    return HttpResponseRedirect(f"{reverse('shopper:order', args=[page_token(order)])}#addresses")


def _page(request: HttpRequest, order: Order, shown: dict[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "shopper/address.html", {**layout_context(order), **shown}, status=status)
