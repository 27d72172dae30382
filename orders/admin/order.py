"""The page of an order: everything a caller may ask about, and everything that can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern

from access.authentication import staff_behind
from access.callers import Caller
from orders.admin.actions import ACTIONS
from orders.admin.actions.base import Action, Group, Possibility, possibility
from orders.admin.actions.views import action_urls
from orders.admin.listing import OrderListing
from orders.admin.page import (
    EVENTS_A_PAGE,
    MOST_EVENTS,
    OrderPage,
    events_of,
    found_order,
    notes_of,
    order_page,
    other_orders_of,
)
from orders.admin.sentences import Teller
from orders.models import Order
from orders.states import svg
from orders.states.description import machine_named
from orders.statuses import OrderStatus


@dataclass(frozen=True, slots=True)
class Offer:
    """The actions of a group: what is possible now, and why the others are not, by reason."""

    group: Group
    possible: list[Possibility]
    blocked: dict[str, list[Action]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of what happened, newest first, and where the rest is."""

    entries: list[tuple[Any, str]]
    newer: str
    older: str
    is_whole: bool


@admin.register(Order)
class OrderAdmin(OrderListing):
    """Orders."""

    def get_urls(self) -> list[URLPattern]:
        return [*action_urls(self.admin_site, ACTIONS), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of an order. Nothing is changed here: every action has a page of its own."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        order = _found(object_id)
        if order is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return TemplateResponse(request, "admin/orders/order/page.html", self._shown(request, order))

    def _shown(self, request: HttpRequest, order: Order) -> dict[str, Any]:
        page, caller = order_page(order), staff_behind(request)
        possibilities = list(_possibilities(page, caller))
        return {
            **self.admin_site.each_context(request),
            "title": order.ref,
            "opts": self.opts,
            "order": order,
            "page": page,
            "offers": list(_offers(caller, possibilities)),
            "possible_for": _by_row(possibilities),
            "may": {scope.replace(":", "_"): True for scope in caller.scopes},
            "notes": notes_of(order),
            "timeline": _timeline(request, page),
            "other_orders": other_orders_of(order),
            "states": svg(machine_named("order"), highlight=OrderStatus(order.status).name),
        }


def _found(object_id: str) -> Order | None:
    try:
        return found_order(object_id)
    except ValidationError:
        return None


def _possibilities(page: OrderPage, caller: Caller) -> Iterator[Possibility]:
    """Every action that the person may take, on every row that it is for."""
    for action in ACTIONS:
        if action.may(caller):
            for row in action.rows_of(page):
                yield possibility(action, page, row)


def _offers(caller: Caller, possibilities: Sequence[Possibility]) -> Iterator[Offer]:
    """The actions by what they are about."""
    for group in Group:
        offer = Offer(group, [], {})
        for action in ACTIONS:
            if action.group is group and action.may(caller):
                _sort_in(offer, action, [each for each in possibilities if each.action is action])
        if offer.possible or offer.blocked:
            yield offer


def _sort_in(offer: Offer, action: Action, own: Sequence[Possibility]) -> None:
    possible = [each for each in own if each.is_possible]
    offer.possible.extend(possible)
    if not possible:
        reason = own[-1].reason if own else str(action.nothing)
        offer.blocked.setdefault(reason, []).append(action)


def _by_row(possibilities: Sequence[Possibility]) -> dict[Any, list[Possibility]]:
    """What can be done to each row, the possible first."""
    found: dict[Any, list[Possibility]] = {}
    for possible in sorted(possibilities, key=lambda possible: not possible.is_possible):
        if possible.row is not None:
            found.setdefault(possible.row.pk, []).append(possible)
    return found


def _timeline(request: HttpRequest, page: OrderPage) -> Timeline:
    """The stretch that was asked for (`?timeline=40`: up to the 40th event; `all`), counted without a query."""
    asked, last = request.GET.get("timeline", ""), page.order.event_count
    top = min(last, int(asked)) if asked.isdecimal() and len(asked) < 10 else last
    most = MOST_EVENTS if asked == "all" else EVENTS_A_PAGE
    teller = Teller(page)
    entries = [(event, teller.event(event.type, event.data)) for event in events_of(page.order, up_to=top, most=most)]
    return Timeline(
        entries=entries,
        newer=str(min(last, top + EVENTS_A_PAGE)) if top < last else "",
        older=str(top - most) if top > most else "",
        is_whole=len(entries) == last,
    )
