"""Importing tracking numbers: a file is read, each line rehearsed, and after confirmation the good ones are done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminFileFieldWidget

from access.authentication import staff_behind
from access.callers import Caller
from orders.admin.attempts import Act, Attempt, carried_out, rehearsed
from orders.admin.tracking_file import MOST_BYTES, MOST_LINES, FileUnreadable, Line, read_lines
from orders.models import Order
from orders.services.shipments import Tracking
from orders.services.track import track_order
from orders.statuses import ShippingStatus

SCOPE = "shipments:write"
SALT = "orders.admin.tracking_import"
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

    def clean_file(self) -> list[Line]:
        try:
            return read_lines(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except FileUnreadable as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Outlook:
    """A line, the order it is about if there is one, and what would happen, has happened, or is wrong."""

    line: Line
    order: Order | None
    done: bool
    sentence: str

    @property
    def confirmation(self) -> dict[str, Any]:
        """What is carried from the preview to the confirmation, of a line whose order is known."""
        order = cast(Order, self.order)
        return {"order": order.pk.hex, "version": order.version, "line": asdict(self.line)}


class TrackingImport(ModelAdmin):  # type: ignore[misc]
    """The page for importing tracking numbers."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.import_tracking)
        return [path("import-tracking/", page, name="orders_order_import"), *super().get_urls()]

    def import_tracking(self, request: HttpRequest) -> HttpResponse:
        """Upload, preview and result."""
        caller = staff_behind(request)
        if not (caller.may(SCOPE) and caller.may("orders:read")):
            raise PermissionDenied
        if "confirmed" in request.POST:
            return self._result(request, caller)
        form = UploadForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, "import_upload", form=form, most_lines=MOST_LINES)
        outlooks = list(_outlooks(form.cleaned_data["file"], caller))
        good = [outlook.confirmation for outlook in outlooks if outlook.done]
        confirmed = signing.dumps([str(request.user.pk), good], salt=SALT, compress=True)
        return self._import_page(request, "import_preview", outlooks=outlooks, good=good, confirmed=confirmed)

    def _result(self, request: HttpRequest, caller: Caller) -> HttpResponse:
        try:
            rows = _confirmed(request)
        except NotConfirmed as refused:
            form = UploadForm()
            return self._import_page(request, "import_upload", form=form, most_lines=MOST_LINES, problem=str(refused))
        orders = Order.objects.select_related("channel", "customer").in_bulk([UUID(row["order"]) for row in rows])
        outlooks = []
        for row in rows:
            order, line = orders[UUID(row["order"])], Line(**row["line"])
            attempt = carried_out(order, _act(line, caller), version=row["version"])
            outlooks.append(_told(line, attempt, _HAS))
        return self._import_page(request, "import_result", outlooks=outlooks)

    def _import_page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        title = gettext("Import tracking numbers")
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        outlooks = context.get("outlooks", [])
        context["done"] = [outlook for outlook in outlooks if outlook.done]
        context["refused"] = [outlook for outlook in outlooks if not outlook.done]
        return TemplateResponse(request, f"admin/orders/order/{template}.html", context)


def _confirmed(request: HttpRequest) -> list[dict[str, Any]]:
    """What was previewed.

    Raises:
        NotConfirmed: that is too long ago, was shown to somebody else, or is not what the preview gave.
    """
    rows: list[dict[str, Any]]
    try:
        owner, rows = signing.loads(request.POST["confirmed"], salt=SALT, max_age=CONFIRMED_WITHIN_SECONDS)
    except signing.SignatureExpired as expired:
        raise NotConfirmed(gettext("This preview is too old. Choose the file again.")) from expired
    except signing.BadSignature as changed:
        raise NotConfirmed(gettext("This is not what the preview showed. Choose the file again.")) from changed
    if owner != str(request.user.pk):
        raise NotConfirmed(gettext("This preview was shown to somebody else. Choose the file again."))
    return rows


def _with_orders(lines: list[Line]) -> list[tuple[Line, list[Order]]]:
    """Each line with the orders it may mean."""
    refs = {line.ref.upper() for line in lines if line.ref}
    numbers = {line.number for line in lines if line.number}
    by_name: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    named = Order.objects.filter(Q(ref__in=refs) | Q(number__in=numbers)).select_related("channel", "customer")
    for order in named.order_by("id"):
        by_name["ref", order.ref].append(order)
        by_name["number", order.number].append(order)
    return [(line, by_name["ref", line.ref.upper()] if line.ref else by_name["number", line.number]) for line in lines]


def _outlooks(lines: list[Line], caller: Caller) -> Iterator[Outlook]:
    seen: set[UUID] = set()
    for line, found in _with_orders(lines):
        problem = line.problem or _problem(found, seen)
        if problem:
            yield Outlook(line, None, False, problem)
        else:
            seen.add(found[0].pk)
            yield _told(line, rehearsed(found[0], _act(line, caller)), _WOULD)


def _problem(found: list[Order], seen: set[UUID]) -> str:
    if not found:
        return gettext("There is no such order.")
    if len(found) > 1:
        return gettext("Several channels have an order of this number: give its ref.")
    return gettext("The order stands in the file before.") if found[0].pk in seen else ""


def _act(line: Line, caller: Caller) -> Act:
    tracking = Tracking(**line.tracking)
    return lambda order: track_order(order, tracking=tracking, actor=caller.actor, at=timezone.now())


def _told(line: Line, attempt: Attempt, words: tuple[str | Promise, str | Promise]) -> Outlook:
    if not attempt.done:
        return Outlook(line, attempt.order, False, attempt.sentence)
    shipped, corrected = words
    left = attempt.order.shipping_status in (ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED)
    return Outlook(line, attempt.order, True, f"{shipped} {attempt.sentence}" if left else str(corrected))


_WOULD = (_("Would ship what is left."), _("Would correct the parcel's tracking."))
_HAS = (_("Shipped what was left."), _("Corrected the parcel's tracking."))
