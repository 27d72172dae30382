"""Cancelling and returning units: choose, see what goes back and where, confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cancellations.models import CancellationPlan
from cancellations.statuses import UNDECIDED_PLANS, PlanType
from common.errors import InvalidInput, Refusal
from common.rehearsal import rehearse
from orders.cancelling.ask_return import ask_return
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import available
from orders.models import Order, OrderItem, ReasonVerb
from orders.page_link import page_token
from orders.reasons import offered_reasons
from shopper.access import command_key, order_page, shopper_of
from shopper.forms import ReasonForm
from shopper.rendering import error_text, layout_context


def _cancelled(order: Order, **command: Any) -> CancellationPlan | None:
    return cancel_order(order, notify_customer=True, **command).plan


@dataclass(frozen=True, slots=True)
class Kind:
    """A cancellation or a return: its labels and its command."""

    plan_type: PlanType
    verb: ReasonVerb
    title: Promise
    submit: Promise
    command: Callable[..., CancellationPlan | None]


CANCELLATION = Kind(PlanType.CANCEL, ReasonVerb.CANCEL, _("Cancel items"), _("Cancel these items"), _cancelled)
RETURN = Kind(PlanType.REFUND, ReasonVerb.RETURN, _("Return items"), _("Ask for the return"), ask_return)


@require_http_methods(["GET", "POST"])
@order_page
def cancel(request: HttpRequest, order: Order) -> HttpResponse:
    """Cancel units that were not sent."""
    return _answer(request, order, CANCELLATION)


@require_http_methods(["GET", "POST"])
@order_page
def return_units(request: HttpRequest, order: Order) -> HttpResponse:
    """Ask to return units that have arrived."""
    return _answer(request, order, RETURN)


def _answer(request: HttpRequest, order: Order, kind: Kind) -> HttpResponse:
    items = OrderItem.objects.filter(order=order).order_by("position")
    chosen = request.POST if request.method == "POST" else None
    units = [(item, available(item, kind.plan_type)) for item in items]
    form = ReasonForm(units, _reasons(order, kind), chosen)
    context = {**layout_context(order), "kind": kind, "form": form}
    if chosen is None or not form.is_valid():
        return render(request, "shopper/choose.html", context)
    command = {
        "lines": form.lines,
        "reason": form.cleaned_data["reason"],
        "reason_code": form.cleaned_data.get("reason_code", ""),
        "actor": shopper_of(request),
        "at": timezone.now(),
    }
    try:
        if "confirmed" in chosen:
            kind.command(order, key=command_key(request, order), **command)
            return HttpResponseRedirect(f"{reverse('shopper:order', args=[page_token(order)])}#requests")
        return render(request, "shopper/confirm.html", {**context, **_preview(order, kind, **command)})
    except (Refusal, InvalidInput) as error:
        refused = {**context, "error": error_text(error)}
        return render(request, "shopper/choose.html", refused, status=HTTPStatus.CONFLICT)


def _reasons(order: Order, kind: Kind) -> list[tuple[str, str]]:
    """Code and label of the reasons that the channel offers to customers, in the language of the page."""
    offered = offered_reasons(kind.verb, order.channel_id)
    return [(reason.code, reason.label_in(get_language())) for reason in offered if reason.for_customers]


def _preview(order: Order, kind: Kind, **command: Any) -> dict[str, Any]:
    with rehearse():
        plan = kind.command(order, **command)
        if plan is None:
            return {"parts": [], "is_request": False}
        lines = list(plan.lines.select_related("item").order_by("id"))
        return {
            "plan": plan,
            "lines": lines,
            "parts": plan.payment_plan,
            "is_request": plan.status in UNDECIDED_PLANS,
        }
