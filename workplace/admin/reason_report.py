"""The page that counts the reasons that were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.admin import ModelAdmin

from access.authentication import staff_behind
from orders.models import ReasonVerb
from workplace.admin.chosen import chosen_in
from workplace.labels import format_money
from workplace.reason_figures import NONE, OTHER, Period, ReasonCount, reason_counts

PERIODS = (7, 30, 90, 365)
TITLES: dict[ReasonVerb, tuple[str | Promise, str]] = {
    ReasonVerb.CANCEL: (_("Cancellations"), "cancellations:read"),
    ReasonVerb.RETURN: (_("Returns"), "cancellations:read"),
    ReasonVerb.REJECT: (_("Rejected items"), "cancellations:read"),
    ReasonVerb.REFUND: (_("Refunds by themselves"), "payments:read"),
    ReasonVerb.HOLD: (_("Orders on hold"), "orders:read"),
}
"""What is counted, and the scope that shows it."""

_SAID = {OTHER: _("In other words"), NONE: _("None given")}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A reason as the page shows it."""

    label: str
    count: int
    money: str


class ReasonReport(ModelAdmin):  # type: ignore[misc]
    """The report of reasons."""

    def get_urls(self) -> list[URLPattern]:
        report = self.admin_site.admin_view(require_GET(self.report))
        return [path("report/", report, name="orders_reason_report"), *super().get_urls()]

    def report(self, request: HttpRequest) -> HttpResponse:
        """Reasons over a period, in one channel or in all that the reader reaches."""
        caller = staff_behind(request)
        if not caller.may("cancellations:read"):
            raise PermissionDenied
        chosen = chosen_in(request, PERIODS)
        period = Period(timezone.now() - timedelta(days=chosen.days), chosen.reached)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            **chosen.context,
            "title": gettext("Reasons"),
            "opts": self.opts,
            "tables": [
                (title, [_line(row) for row in reason_counts(verb, period, language=get_language())])
                for verb, (title, scope) in TITLES.items()
                if caller.may(scope)
            ],
        }
        return TemplateResponse(request, "admin/orders/reason/report.html", context)


def _line(row: ReasonCount) -> ReportLine:
    money = " · ".join(format_money(amount, currency) for currency, amount in sorted(row.money.items()))
    return ReportLine(str(_SAID.get(row.kind, row.label)), row.count, money)
