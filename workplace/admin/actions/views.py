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
from workplace.admin.actions.base import Action, ResultMessage
from workplace.admin.actions.forms import ActionForm
from workplace.admin.actions.preview import Preview, preview
from workplace.admin.actions.running import ActionRequest, done, keyed_request, rehearsed
from workplace.admin.mail import may_read_mail
from workplace.admin.page import OrderPage, found_order, order_page
from workplace.admin.sentences import refusal_text

CONFIRM, VERSION, KEY = "confirm", "rehearsed_version", "command_key"
OWN_FIELDS = {"csrfmiddlewaretoken", "preview", CONFIRM, VERSION, KEY}


@dataclass(frozen=True, slots=True)
class FormRequest:
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
        return _answer(_form_request(request, action, order_id, row_id), site)

    route = f"<uuid:order_id>/{action.verb}/" + ("<uuid:row_id>/" if action.rows else "")
    # A rehearsal answers a POST: the browser may keep it, or Back would have nothing to show.
    return path(route, site.admin_view(view, cacheable=True), name=f"orders_order_{action.verb}")


def _form_request(request: HttpRequest, action: Action, order_id: UUID, row_id: UUID | None) -> FormRequest:
    caller = staff_behind(request)
    if not (caller.may("orders:read") and action.may(caller)):
        raise PermissionDenied
    order = found_order(order_id, caller)
    if order is None:
        raise Http404("There is no such order.")
    page = order_page(order)
    row = next((row for row in action.rows_of(page) if (row and row.pk) == row_id), None)
    if row_id and row is None:
        raise Http404("The order has no such row.")
    return FormRequest(request, action, page, row, caller)


def _answer(asked: FormRequest, site: admin.AdminSite) -> HttpResponse:
    if asked.request.method != "POST":
        form = asked.action.form(page=asked.page, row=asked.row)
        form.prefill(asked.request.GET.dict())
        return _shown(asked, site, form)
    form = asked.action.form(asked.request.POST, page=asked.page, row=asked.row)
    if not form.is_valid():
        return _shown(asked, site, form)
    version = _posted(asked.request, VERSION, r"\d{1,9}")
    key = _posted(asked.request, KEY, r"[0-9a-f]{32}")
    if CONFIRM in asked.request.POST and version and key:
        return _confirmed(asked, site, form, int(version), key)
    return _previewed(asked, site, form)


def _confirmed(asked: FormRequest, site: admin.AdminSite, form: ActionForm, version: int, key: str) -> HttpResponse:
    keyed = keyed_request(asked.request, asked.caller, key)
    try:
        outcome = done(_action_request(asked, form), version=version, keyed=keyed, page=asked.page)
    except VersionDiffers:
        sentence = gettext("The order has changed in the meantime. Nothing was done.")
        return _previewed(asked, site, form, notice=sentence)
    except KeyReused:
        sentence = gettext("This button was pressed before, for something else, so nothing was done. Check again.")
        return _previewed(asked, site, form, notice=sentence)
    except CommandStillRunning:
        return _back(asked, [], notice=gettext("The same command is still running. Check again in a moment."))
    except InvalidInput as error:
        form.add_input_errors(error)
        return _shown(asked, site, form)
    except Refusal as refusal:
        return _shown(asked, site, form, refusal=refusal_text(refusal))
    return _back(asked, outcome)


def _previewed(asked: FormRequest, site: admin.AdminSite, form: ActionForm, *, notice: str = "") -> HttpResponse:
    try:
        result = rehearsed(_action_request(asked, form))
    except InvalidInput as error:
        form.add_input_errors(error)
        return _shown(asked, site, form, notice=notice)
    except Refusal as refusal:
        return _shown(asked, site, form, notice=notice, refusal=refusal_text(refusal))
    shown = preview(result, asked.page, asked.caller)
    return _shown(asked, site, form, notice=notice, result=shown, version=result.version)


def _action_request(asked: FormRequest, form: ActionForm) -> ActionRequest:
    row_id = asked.row.pk if asked.row is not None else None
    return ActionRequest(asked.action, asked.page.order.pk, row_id, form.arguments(), asked.caller, timezone.now())


def _shown(
    asked: FormRequest,
    site: admin.AdminSite,
    form: ActionForm,
    *,
    notice: str = "",
    refusal: str = "",
    result: Preview | None = None,
    version: int | None = None,
) -> HttpResponse:
    order, action = asked.page.order, asked.action
    reason = "" if result or refusal else action.why_not(asked.page, asked.row)
    context = {
        **site.each_context(asked.request),
        "title": f"{order.ref}: {action.title}",
        "opts": Order._meta,
        "original": order,
        "order": order,
        "page": asked.page,
        "action": action,
        "row_name": action.row_name(asked.row) if asked.row is not None else "",
        "form": form,
        "warning": action.warn(asked.page),
        "notice": notice,
        "refusal": refusal or reason,
        "result": result,
        "reads_mail": may_read_mail(asked.request),
        "sees_customers": asked.caller.knows_customers,
        "rehearsed_fields": _rehearsed_fields(asked.request),
        "rehearsed_version": version,
        "command_key": uuid4().hex,
        "order_url": carrying(asked.request, order_url(order)),
    }
    return TemplateResponse(asked.request, "admin/orders/order/action.html", context)


def _rehearsed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was filled in, to be sent again with the confirmation."""
    return [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]


def _back(asked: FormRequest, results: list[ResultMessage], *, notice: str = "") -> HttpResponse:
    if notice:
        messages.info(asked.request, notice)
    for part in results:
        messages.add_message(asked.request, messages.DEFAULT_LEVELS[part.level.value.upper()], part.sentence)
    return HttpResponseRedirect(carrying(asked.request, order_url(asked.page.order)))


def _posted(request: HttpRequest, name: str, form: str) -> str:
    value: str = request.POST.get(name, "")
    return value if re.fullmatch(form, value) else ""
