"""The page of an action: its form, its rehearsal, and the confirmation. Nothing is done on GET."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from access.authentication import staff_behind
from access.callers import Caller
from access.idempotency import CommandStillRunning, KeyReused
from common.errors import InvalidInput, Refusal, VersionDiffers
from common.preserved_filters import carrying
from orders.models import Order
from workplace.admin.actions.base import Action, Told
from workplace.admin.actions.forms import ActionForm
from workplace.admin.actions.preview import Preview, preview
from workplace.admin.actions.running import Wish, done, keyed_request, rehearsed
from workplace.admin.mail import may_read_mail
from workplace.admin.page import OrderPage, found_order, order_page
from workplace.admin.sentences import refusal_in_words

CONFIRM, VERSION, KEY = "confirm", "rehearsed_version", "command_key"
OWN_FIELDS = {"csrfmiddlewaretoken", "preview", CONFIRM, VERSION, KEY}


@dataclass(frozen=True, slots=True)
class Desk:
    """One request to one action, with everything it is about."""

    request: HttpRequest
    action: Action
    page: OrderPage
    row: Any
    caller: Caller


def action_urls(site: admin.AdminSite, actions: tuple[Action, ...]) -> list[URLPattern]:
    """The addresses of all actions, below the order's."""
    return [_pattern(site, action) for action in actions]


def order_url(order: Order) -> str:
    """The page of an order."""
    return reverse("admin:orders_order_change", args=[order.pk])


def _pattern(site: admin.AdminSite, action: Action) -> URLPattern:
    @require_http_methods(["GET", "HEAD", "POST"])
    @cache_control(private=True, no_cache=True)
    def view(request: HttpRequest, order_id: UUID, row_id: UUID | None = None) -> HttpResponse:
        return _answer(_desk(request, action, order_id, row_id), site)

    route = f"<uuid:order_id>/{action.verb}/" + ("<uuid:row_id>/" if action.rows else "")
    # A rehearsal answers a POST: the browser may keep it, or Back would have nothing to show.
    return path(route, site.admin_view(view, cacheable=True), name=f"orders_order_{action.verb}")


def _desk(request: HttpRequest, action: Action, order_id: UUID, row_id: UUID | None) -> Desk:
    caller = staff_behind(request)
    if not (caller.may("orders:read") and action.may(caller)):
        raise PermissionDenied
    order = found_order(order_id)
    if order is None:
        raise Http404("There is no such order.")
    page = order_page(order)
    row = next((row for row in action.rows_of(page) if (row and row.pk) == row_id), None)
    if row_id and row is None:
        raise Http404("The order has no such row.")
    return Desk(request, action, page, row, caller)


def _answer(desk: Desk, site: admin.AdminSite) -> HttpResponse:
    if desk.request.method != "POST":
        form = desk.action.form(page=desk.page, row=desk.row)
        form.prefill(desk.request.GET.dict())
        return _shown(desk, site, form)
    form = desk.action.form(desk.request.POST, page=desk.page, row=desk.row)
    if not form.is_valid():
        return _shown(desk, site, form)
    version = _posted(desk.request, VERSION, r"\d{1,9}")
    key = _posted(desk.request, KEY, r"[0-9a-f]{32}")
    if CONFIRM in desk.request.POST and version and key:
        return _confirmed(desk, site, form, int(version), key)
    return _previewed(desk, site, form)


def _confirmed(desk: Desk, site: admin.AdminSite, form: ActionForm, version: int, key: str) -> HttpResponse:
    keyed = keyed_request(desk.request, desk.caller, key)
    try:
        told = done(_wish(desk, form), version=version, keyed=keyed, page=desk.page)
    except VersionDiffers:
        sentence = gettext("The order has changed meanwhile, so nothing was done.")
        return _previewed(desk, site, form, notice=sentence)
    except KeyReused:
        sentence = gettext("This button was pressed before, for something else, so nothing was done. Look once more.")
        return _previewed(desk, site, form, notice=sentence)
    except CommandStillRunning:
        return _back(desk, [], notice=gettext("The same command is still being carried out: look again in a moment."))
    except InvalidInput as error:
        form.blame(error)
        return _shown(desk, site, form)
    except Refusal as refusal:
        return _shown(desk, site, form, refusal=refusal_in_words(refusal))
    return _back(desk, told)


def _previewed(desk: Desk, site: admin.AdminSite, form: ActionForm, *, notice: str = "") -> HttpResponse:
    try:
        result = rehearsed(_wish(desk, form))
    except InvalidInput as error:
        form.blame(error)
        return _shown(desk, site, form, notice=notice)
    except Refusal as refusal:
        return _shown(desk, site, form, notice=notice, refusal=refusal_in_words(refusal))
    told = preview(result, desk.page, desk.caller)
    return _shown(desk, site, form, notice=notice, result=told, version=result.version)


def _wish(desk: Desk, form: ActionForm) -> Wish:
    row_id = desk.row.pk if desk.row is not None else None
    return Wish(desk.action, desk.page.order.pk, row_id, form.arguments(), desk.caller, timezone.now())


def _shown(
    desk: Desk,
    site: admin.AdminSite,
    form: ActionForm,
    *,
    notice: str = "",
    refusal: str = "",
    result: Preview | None = None,
    version: int | None = None,
) -> HttpResponse:
    order, action = desk.page.order, desk.action
    reason = "" if result or refusal else action.why_not(desk.page, desk.row)
    context = {
        **site.each_context(desk.request),
        "title": f"{order.ref}: {action.title}",
        "opts": Order._meta,
        "original": order,
        "order": order,
        "page": desk.page,
        "action": action,
        "row_name": action.row_name(desk.row) if desk.row is not None else "",
        "form": form,
        "warning": action.warn(desk.page),
        "notice": notice,
        "refusal": refusal or reason,
        "result": result,
        "reads_mail": may_read_mail(desk.request),
        "rehearsed_fields": _rehearsed_fields(desk.request),
        "rehearsed_version": version,
        "command_key": uuid4().hex,
        "order_url": carrying(desk.request, order_url(order)),
    }
    return TemplateResponse(desk.request, "admin/orders/order/action.html", context)


def _rehearsed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was filled in, to be sent again with the confirmation."""
    return [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]


def _back(desk: Desk, told: list[Told], *, notice: str = "") -> HttpResponse:
    if notice:
        messages.info(desk.request, notice)
    for part in told:
        messages.add_message(desk.request, messages.DEFAULT_LEVELS[part.level.value.upper()], part.sentence)
    return HttpResponseRedirect(carrying(desk.request, order_url(desk.page.order)))


def _posted(request: HttpRequest, name: str, form: str) -> str:
    value: str = request.POST.get(name, "")
    return value if re.fullmatch(form, value) else ""
