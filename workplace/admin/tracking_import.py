"""Importing tracking numbers: a file is read, each line rehearsed, and after confirmation the good ones are done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanWidget

from access.authentication import staff_behind
from access.callers import Caller
from orders.fulfilment.shipments import Tracking
from orders.fulfilment.track import track_order
from orders.models import Order
from orders.statuses import ShippingStatus
from workplace.admin.bulk_results import Act, BulkResult, Outcome, by_outcome, carried_out, rehearsed
from workplace.admin.run_once import result_of, run_once
from workplace.admin.tracking_file import MOST_BYTES, MOST_LINES, FileUnreadable, Line, read_lines

SCOPE = "shipments:write"
SALT = "workplace.admin.tracking_import"
CONFIRMED_WITHIN_SECONDS = 60 * 60


class NotConfirmed(Exception):
    """What was sent confirms no preview of this person's. Says why."""


class UploadForm(forms.Form):
    """A file with tracking numbers."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    notify_customer = forms.BooleanField(
        label=_("Notify the customers of shipments by e-mail"), required=False, widget=UnfoldBooleanWidget
    )

    def clean_file(self) -> list[Line]:
        try:
            return read_lines(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except FileUnreadable as error:
            raise forms.ValidationError(str(error)) from error


class TrackingImport(ModelAdmin):  # type: ignore[misc]
    """The page for importing tracking numbers."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.import_tracking)
        result = self.admin_site.admin_view(require_GET(self.import_result))
        return [
            path("import-tracking/", page, name="orders_order_import"),
            path("import-tracking/<uuid:key>/", result, name="orders_order_import_result"),
            *super().get_urls(),
        ]

    def import_tracking(self, request: HttpRequest) -> HttpResponse:
        """Upload, preview and confirmation."""
        caller = _permitted(request)
        if "confirmed" in request.POST:
            return self._carry_out(request, caller)
        form = UploadForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, "import_upload", form=form, most_lines=MOST_LINES)
        notify = form.cleaned_data["notify_customer"]
        results = list(_previewed(form.cleaned_data["file"], caller, notify_customer=notify))
        good = [_confirmation(attempt) for attempt in results if attempt.outcome == Outcome.DONE]
        confirmed = signing.dumps([str(request.user.pk), notify, good], salt=SALT, compress=True)
        return self._results_page(request, "import_preview", results, confirmed=confirmed, command_key=uuid4())

    def import_result(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """What became of each line."""
        results = result_of(_permitted(request), key, path=reverse("admin:orders_order_import"))
        return self._results_page(request, "import_result", results or [], is_running=results is None)

    def _carry_out(self, request: HttpRequest, caller: Caller) -> HttpResponse:
        """Do the lines that were confirmed; sent again, lead to the result of the first time."""
        try:
            notify, rows = _confirmed(request)
        except NotConfirmed as refused:
            form = UploadForm()
            return self._import_page(request, "import_upload", form=form, most_lines=MOST_LINES, problem=str(refused))
        row_of = {UUID(row["order"]): row for row in rows}
        orders = Order.objects.visible_to(caller).select_related("channel").in_bulk(row_of)

        def attempt(order: Order, at: datetime) -> BulkResult:
            row, line = row_of[order.pk], Line(**row_of[order.pk]["line"])
            act = _act(line, caller, notify_customer=notify)
            return _described(line, carried_out(order, act, version=row["version"], at=at), _HAS)

        key = run_once(request, caller, [orders[pk] for pk in row_of if pk in orders], attempt)
        return HttpResponseRedirect(reverse("admin:orders_order_import_result", args=[key]))

    def _results_page(
        self, request: HttpRequest, template: str, results: list[BulkResult], **context: Any
    ) -> HttpResponse:
        return self._import_page(request, template, results=results, **by_outcome(results), **context)

    def _import_page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        title = gettext("Import tracking numbers")
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/orders/order/{template}.html", context)


def _permitted(request: HttpRequest) -> Caller:
    caller = staff_behind(request)
    if not (caller.may(SCOPE) and caller.may("orders:read")):
        raise PermissionDenied
    return caller


def _confirmation(attempt: BulkResult) -> dict[str, Any]:
    """What is carried from the preview to the confirmation, of a line that can be done."""
    order, line = cast(Order, attempt.order), cast(Line, attempt.line)
    return {"order": order.pk.hex, "version": order.version, "line": asdict(line)}


def _confirmed(request: HttpRequest) -> tuple[bool, list[dict[str, Any]]]:
    """Whether customers are notified, and what was previewed.

    Raises:
        NotConfirmed: that is too long ago, was shown to somebody else, or is not what the preview gave.
    """
    try:
        owner, notify, rows = signing.loads(request.POST["confirmed"], salt=SALT, max_age=CONFIRMED_WITHIN_SECONDS)
    except signing.SignatureExpired as expired:
        raise NotConfirmed(gettext("This preview is too old. Choose the file again.")) from expired
    except signing.BadSignature as changed:
        raise NotConfirmed(gettext("This is not what the preview showed. Choose the file again.")) from changed
    if owner != str(request.user.pk):
        raise NotConfirmed(gettext("This preview was shown to somebody else. Choose the file again."))
    return notify, rows


def _with_orders(lines: list[Line], caller: Caller) -> list[tuple[Line, list[Order]]]:
    """Each line with the orders in the caller's reach that it may mean."""
    refs = {line.ref.upper() for line in lines if line.ref}
    numbers = {line.number for line in lines if line.number}
    by_name: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    named = Order.objects.visible_to(caller).filter(Q(ref__in=refs) | Q(number__in=numbers))
    for order in named.select_related("channel").order_by("id"):
        by_name["ref", order.ref].append(order)
        by_name["number", order.number].append(order)
    return [(line, by_name["ref", line.ref.upper()] if line.ref else by_name["number", line.number]) for line in lines]


def _previewed(lines: list[Line], caller: Caller, *, notify_customer: bool) -> Iterator[BulkResult]:
    seen: set[UUID] = set()
    for line, found in _with_orders(lines, caller):
        problem = line.problem or _problem(found, seen)
        if problem:
            yield BulkResult(None, Outcome.REFUSED, problem, line)
        else:
            seen.add(found[0].pk)
            act = _act(line, caller, notify_customer=notify_customer)
            yield _described(line, rehearsed(found[0], act), _WOULD)


def _problem(found: list[Order], seen: set[UUID]) -> str:
    if not found:
        return gettext("There is no such order.")
    if len(found) > 1:
        return gettext("Several channels have an order of this number: give its ref.")
    return gettext("The order stands in the file before.") if found[0].pk in seen else ""


def _act(line: Line, caller: Caller, *, notify_customer: bool) -> Act:
    tracking, actor = Tracking(**line.tracking), caller.actor
    return lambda order, at: track_order(order, tracking=tracking, actor=actor, at=at, notify_customer=notify_customer)


def _described(line: Line, attempt: BulkResult, words: tuple[str | Promise, str | Promise]) -> BulkResult:
    if attempt.outcome != Outcome.DONE or not attempt.order:
        return replace(attempt, line=line)
    shipped, corrected = words
    left = attempt.order.shipping_status in (ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED)
    return replace(attempt, line=line, sentence=f"{shipped} {attempt.sentence}" if left else str(corrected))


_WOULD = (_("Would ship what is left."), _("Would correct the shipment's tracking."))
_HAS = (_("Shipped what was left."), _("Corrected the shipment's tracking."))
