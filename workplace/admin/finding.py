"""The one search of the admin, in the sidebar and by Ctrl+K: orders, customers and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from unfold.dataclasses import SearchResult

from addresses.models import Customer
from common.api.filter_fields import TextField
from common.folding import folded
from orders.models import Order
from payments.models import Payment, Refund
from workplace.labels import format_money
from workplace.site import NAVIGATION

SHORTEST = 3
"""The least number of letters: no index serves fewer."""

MOST_OF_A_KIND = 8


def search(request: HttpRequest) -> HttpResponse:
    """The search results. Unfold's own view caches them for minutes, so that an order that was just placed would not be
    found."""
    started = monotonic()
    results = list(_found(request, request.GET.get("s", "").strip()))
    context = {
        "page_obj": Paginator(results, len(results) or 1),
        "results": results,
        "page_counter": 0,
        "execution_time": monotonic() - started,
    }
    return TemplateResponse(request, "unfold/helpers/command_results.html", context, headers={"HX-Trigger": "search"})


def _found(request: HttpRequest, typed: str) -> Iterator[SearchResult]:
    """What matches the words, as far as the person may see it."""
    if SHORTEST <= len(typed) <= TextField.longest:
        yield from _lists(request, typed)
        yield from _transactions(request, typed)
        yield from _orders(request, typed)
        yield from _customers(request, typed)


def _lists(request: HttpRequest, typed: str) -> Iterator[SearchResult]:
    for entry in [entry for group in NAVIGATION for entry in group["items"]]:
        if folded(typed) in folded(str(entry["title"])) and entry.get("permission", _everybody)(request):
            yield SearchResult(str(entry["title"]), gettext("Page"), str(entry["link"]), entry["icon"])


def _everybody(request: HttpRequest) -> bool:
    return True


def _orders(request: HttpRequest, typed: str) -> Iterator[SearchResult]:
    for order in _listed(request, Order, typed):
        said = " · ".join(part for part in (order.full_name, format_money(order.total, order.currency)) if part)
        yield SearchResult(order.ref, said, _order_page(order.pk), "receipt_long")


def _customers(request: HttpRequest, typed: str) -> Iterator[SearchResult]:
    for customer in _listed(request, Customer, typed):
        page = reverse("admin:addresses_customer_change", args=[customer.pk])
        yield SearchResult(customer.email or customer.full_name, gettext("Customer"), page, "group")


def _transactions(request: HttpRequest, typed: str) -> Iterator[SearchResult]:
    """Payments and refunds lead to their order."""
    if _may_see(request, Payment):
        payments = _rows(request, Payment).filter(transaction_id=typed)
        for payment in payments.select_related("order")[:MOST_OF_A_KIND]:
            said = _money_said(gettext("Payment"), payment.amount, payment.currency)
            yield SearchResult(payment.order.ref, said, _order_page(payment.order_id), "payments")
    if _may_see(request, Refund):
        refunds = _rows(request, Refund).filter(transaction_id=typed).select_related("payment__order")
        for refund in refunds[:MOST_OF_A_KIND]:
            payment = refund.payment
            said = _money_said(gettext("Refund"), refund.amount, payment.currency)
            yield SearchResult(payment.order.ref, said, _order_page(payment.order_id), "currency_exchange")


def _listed(request: HttpRequest, model: type[Model], typed: str) -> list[Any]:
    """The first rows that the model's own list finds."""
    listing: Any = admin.site._registry[model]
    if not _may_see(request, model):
        return []
    rows, _ = listing.get_search_results(request, _rows(request, model), typed)
    return list(rows.order_by(*listing.get_ordering(request))[:MOST_OF_A_KIND])


def _rows(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """The rows in the person's reach."""
    return admin.site._registry[model].get_queryset(request)


def _may_see(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site._registry[model].has_view_permission(request)


def _money_said(kind: str, amount: Any, currency: str) -> str:
    return f"{kind} · {format_money(amount, currency)}"


def _order_page(pk: Any) -> str:
    return reverse("admin:orders_order_change", args=[pk])
