"""The page of an order: everything a caller may ask about, and everything that can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern

from access.authentication import staff_behind
from access.callers import Caller
from events.models import Event
from orders.models import Order
from orders.page_link import page_url
from orders.states import svg
from orders.states.description import machine_named
from orders.statuses import OrderStatus
from workplace.admin.actions import ACTIONS
from workplace.admin.actions.options import action_groups, action_options, by_row
from workplace.admin.actions.views import action_urls
from workplace.admin.documents import OrderDocuments, documents_for
from workplace.admin.listing import OrderListing
from workplace.admin.mail import may_read_mail
from workplace.admin.neighbours import neighbours_of
from workplace.admin.page import (
    EVENTS_A_PAGE,
    MOST_EVENTS,
    OrderPage,
    events_of,
    found_order,
    notes_of,
    order_page,
    other_orders_of,
)
from workplace.admin.sentences import EventFormatter, note_of


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of what happened, newest first, and where the rest is."""

    entries: list[tuple[Event, str, str]]
    newer: str
    older: str
    is_whole: bool


@admin.register(Order)
class OrderAdmin(OrderDocuments, OrderListing):
    """Orders."""

    def get_urls(self) -> list[URLPattern]:
        return [*action_urls(self.admin_site, ACTIONS), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of an order. Nothing is changed here: every action has a page of its own."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        caller = staff_behind(request)
        order = _found(object_id, caller)
        if order is None:
            away: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return away
        return TemplateResponse(request, "admin/orders/order/page.html", self._shown(request, order, caller))

    def _shown(self, request: HttpRequest, order: Order, caller: Caller) -> dict[str, Any]:
        page = order_page(order)
        found, notes = list(action_options(ACTIONS, page, caller)), notes_of(order)
        return {
            **self.admin_site.each_context(request),
            "title": order.ref,
            "opts": self.opts,
            "original": order,
            "order": order,
            "page": page,
            "action_groups": list(action_groups(ACTIONS, found)),
            "possible_for": by_row(found),
            "reads_mail": may_read_mail(request),
            "sees_customers": caller.knows_customers,
            "customer_page": page_url(order) if caller.may("orders:write") else "",
            "may": {scope.replace(":", "_"): True for scope in caller.scopes},
            "notes": notes,
            "is_over": order.status == OrderStatus.REFUNDED and order.has_unshipped_items(),
            "note_count": len(notes) + bool(order.customer_note),
            "timeline": _timeline(request, page, caller),
            "neighbours": neighbours_of(order.pk, request, self),
            "other_orders": other_orders_of(order, caller),
            "documents": documents_for(request, order),
            "states": svg(machine_named("order"), highlight=OrderStatus(order.status).name),
        }


def _found(object_id: str, caller: Caller) -> Order | None:
    try:
        return found_order(object_id, caller)
    except ValidationError:
        return None


def _timeline(request: HttpRequest, page: OrderPage, caller: Caller) -> Timeline:
    """The stretch that was asked for (`?timeline=40`: up to the 40th event; `all`), counted without a query."""
    asked, last = request.GET.get("timeline", ""), page.order.event_count
    top = min(last, int(asked)) if asked.isdecimal() and len(asked) < 10 else last
    most = MOST_EVENTS if asked == "all" else EVENTS_A_PAGE
    formatter = EventFormatter(page, caller)
    found = events_of(page.order, up_to=top, most=most)
    entries = [(event, formatter.event(event.type, event.data), note_of(event.type, event.data)) for event in found]
    return Timeline(
        entries=entries,
        newer=str(min(last, top + EVENTS_A_PAGE)) if top < last else "",
        older=str(top - most) if top > most else "",
        is_whole=len(entries) == last,
    )
