"""Bulk actions: orders selected in the list, previewed, confirmed, with a result for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from unfold.admin import ModelAdmin

from access.authentication import staff_behind, staff_may
from access.callers import Caller
from access.scopes import SEES_CUSTOMERS
from orders.fulfilment.pack import pack_order
from orders.fulfilment.ship import ship_order
from orders.models import Order
from orders.money.complete import complete_waiting_payment
from orders.privacy_log import note_export
from orders.querysets import OrderQuerySet
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from workplace.admin.bulk_results import Act, BulkResult, by_outcome, carried_out, rehearsed
from workplace.admin.export import EXPORTS, NotExported, export
from workplace.admin.run_once import result_of, run_once

MOST_AT_ONCE = 250
READ = "orders:read"


@dataclass(frozen=True, slots=True)
class Verb:
    """Something done to many orders: its name, what it is called, the API's scope for it, and the service."""

    name: str
    title: str | Promise
    scope: str
    service: Callable[..., Any]

    def act(self, caller: Caller) -> Act:
        """The command for one order."""
        return lambda order, at: self.service(order, actor=caller.actor, at=at)


VERBS = {
    verb.name: verb
    for verb in (
        Verb("ship", _("Ship what is left"), "shipments:write", ship_order),
        Verb(
            "ship-and-notify",
            _("Ship what is left, and notify the customers by e-mail"),
            "shipments:write",
            partial(ship_order, notify_customer=True),
        ),
        Verb("pack", _("Pack"), "shipments:write", pack_order),
        Verb("confirm-payment", _("Confirm the payment"), "payments:write", complete_waiting_payment),
        Verb("hold", _("Hold"), "orders:write", partial(change_status, to=OrderStatus.HOLD)),
    )
}


class BulkActions(ModelAdmin):  # type: ignore[misc]
    """The actions of the list, and the page on which they are confirmed."""

    def get_urls(self) -> list[URLPattern]:
        confirm = self.admin_site.admin_view(require_POST(self.confirm_bulk))
        result = self.admin_site.admin_view(require_GET(self.bulk_result))
        return [
            path("bulk/<slug:name>/", confirm, name="orders_order_bulk"),
            path("bulk/<slug:name>/<uuid:key>/", result, name="orders_order_bulk_result"),
            *super().get_urls(),
        ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What the person's permissions allow, as the API's scopes do."""
        verbs = {
            name: (partial(_preview, name=name), name, verb.title)
            for name, verb in VERBS.items()
            if staff_may(request, verb.scope)
        }
        exports = {name: (partial(_export, name=name), name, title) for name, (title, _written) in EXPORTS.items()}
        return {**super().get_actions(request), **verbs, **(exports if staff_may(request, READ) else {})}

    def preview(self, request: HttpRequest, orders: OrderQuerySet, name: str) -> HttpResponse | None:
        """What would happen to each of the chosen orders."""
        verb, caller = _permitted(request, name)
        chosen = list(orders.order_by("-date_placed", "-id")[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            refused = gettext("At most %(most)d orders at once. Narrow the list down, or select fewer.")
            messages.error(request, refused % {"most": MOST_AT_ONCE})
            return None
        results = [rehearsed(order, verb.act(caller)) for order in chosen]
        return self._page(request, "bulk_preview", verb, results, command_key=uuid4())

    def confirm_bulk(self, request: HttpRequest, name: str) -> HttpResponse:
        """Do what was rehearsed, order by order; sent again, lead to the result of the first time."""
        verb, caller = _permitted(request, name)
        versions = _versions(request.POST.getlist("order"))
        orders = Order.objects.visible_to(caller).filter(pk__in=versions).order_by("-date_placed", "-id")

        def attempt(order: Order, at: datetime) -> BulkResult:
            return carried_out(order, verb.act(caller), version=versions[order.pk], at=at)

        key = run_once(request, caller, list(orders.select_related("channel")), attempt)
        back = QueryDict(request.POST.get("back", "")).urlencode()
        return HttpResponseRedirect(f"{reverse('admin:orders_order_bulk_result', args=[name, key])}?{back}")

    def bulk_result(self, request: HttpRequest, name: str, key: UUID) -> HttpResponse:
        """What became of each order."""
        verb, caller = _permitted(request, name)
        results = result_of(caller, key, path=reverse("admin:orders_order_bulk", args=[name]))
        return self._page(request, "bulk_result", verb, results or [], is_running=results is None)

    def _page(
        self, request: HttpRequest, template: str, verb: Verb, results: list[BulkResult], **more: Any
    ) -> TemplateResponse:
        found = by_outcome(results)
        context = {
            **self.admin_site.each_context(request),
            "title": verb.title,
            "opts": self.opts,
            "verb": verb,
            "results": [attempt for each in found.values() for attempt in each],
            **found,
            "back": request.GET.urlencode(),
            "sees_customers": request.user.has_perm(SEES_CUSTOMERS),
            **more,
        }
        return TemplateResponse(request, f"admin/orders/order/{template}.html", context)


def _preview(admin: BulkActions, request: HttpRequest, orders: OrderQuerySet, *, name: str) -> HttpResponse | None:
    return admin.preview(request, orders, name)


def _export(admin: BulkActions, request: HttpRequest, orders: OrderQuerySet, *, name: str) -> HttpResponseBase | None:
    try:
        answer = export(orders, name, staff_behind(request).rights)
    except NotExported as refusal:
        messages.error(request, str(refusal))
        return None
    note_export(name.removeprefix("export-"), request.GET, actor=staff_behind(request).actor, at=timezone.now())
    return answer


def _permitted(request: HttpRequest, name: str) -> tuple[Verb, Caller]:
    if name not in VERBS:
        raise Http404(f"There is no bulk action '{name}'.")
    verb = VERBS[name]
    if not (staff_may(request, verb.scope) and staff_may(request, READ)):
        raise PermissionDenied
    return verb, staff_behind(request)


def _versions(confirmed: list[str]) -> dict[UUID, int]:
    """The orders that were confirmed, each with the version that was rehearsed: `id:version`."""
    if not 1 <= len(confirmed) <= MOST_AT_ONCE:
        raise Http404("This is no confirmation of a bulk action.")
    try:
        return {UUID(order): int(version) for order, _colon, version in (text.partition(":") for text in confirmed)}
    except ValueError as error:
        raise Http404("This is no confirmation of a bulk action.") from error
