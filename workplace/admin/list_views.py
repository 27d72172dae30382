"""Views of the order list: the shipped ones, and those that a person keeps by a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from access.authentication import staff_may
from common.errors import Refusal
from workplace.admin.list_filters import NEEDS, queues_of
from workplace.admin.sentences import refusal_text
from workplace.models import SavedView
from workplace.saved_view import save_view

SHIPPED_VIEWS: tuple[tuple[str | Promise, str], ...] = (
    (_("All"), ""),
    (_("Waiting for payment"), "status=100&status=110&status=120&payment_status=awaiting_payment"),
    (_("Ready to ship"), "status=200&status=300&status=400&shipping_status=ready&shipping_status=partially_shipped"),
    (NEEDS["late_shipment"], "needs=late_shipment"),
    (_("Needs a decision"), "needs=plan_to_decide"),
    (NEEDS["payment_to_confirm"], "needs=payment_to_confirm"),
)
"""Views that everybody has, as far as they may see what the view is about."""

_NOT_PART_OF_A_VIEW = ("p", "e", "all", "_changelist_filters")


@dataclass(frozen=True, slots=True)
class View:
    """One tab above the list."""

    name: str | Promise
    query: str
    current: bool
    id: UUID | None = None


class SaveViewForm(forms.ModelForm):
    """A name for the present filters."""

    class Meta:
        model = SavedView
        fields = ("name", "query")

    def clean_query(self) -> str:
        return normal(QueryDict(self.cleaned_data["query"]))


def normal(query: QueryDict) -> str:
    """What of the list's address makes a view, always in the same order."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    kept = QueryDict(mutable=True)
    for name, value in sorted(pairs):
        if name not in _NOT_PART_OF_A_VIEW:
            kept.appendlist(name, value)
    return kept.urlencode()


class ListViews(ModelAdmin):  # type: ignore[misc]
    """Tabs above the list."""

    list_before_template = "admin/orders/order/list_views.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("views/keep/", self.admin_site.admin_view(require_POST(self.keep)), name="orders_order_keep_view"),
            path(
                "views/<uuid:pk>/forget/",
                self.admin_site.admin_view(require_POST(self.forget)),
                name="orders_order_forget_view",
            ),
            *super().get_urls(),
        ]

    def views_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the tabs show."""
        present = normal(request.GET)
        hidden = {f"needs={name}" for name in NEEDS} - {f"needs={name}" for name in queues_of(request)}
        shipped = [(name, query) for name, query in SHIPPED_VIEWS if query not in hidden]
        own = SavedView.objects.filter(owner=request.user.pk).order_by("name", "id")
        views = [View(name, query, normal(QueryDict(query)) == present) for name, query in shipped]
        kept = [View(view.name, view.query, view.query == present, view.id) for view in own]
        return {
            "views": views,
            "kept_views": kept,
            "present_query": present,
            "can_import": staff_may(request, "shipments:write"),
            "can_keep": bool(present) and not any(view.current for view in [*views, *kept]),
        }

    def keep(self, request: HttpRequest) -> HttpResponse:
        """Keep the present filters by a name."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SaveViewForm(request.POST)
        if not form.is_valid():
            messages.error(request, gettext("The view needs a name of at most 60 characters."))
            return _list(normal(QueryDict(request.POST.get("query", ""))))
        try:
            save_view(request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("The view “%(name)s” is kept.") % form.cleaned_data)
        return _list(form.cleaned_data["query"])

    def forget(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Delete a view of one's own."""
        view = get_object_or_404(SavedView, pk=pk, owner=request.user.pk)
        view.delete()
        messages.success(request, gettext("The view “%(name)s” is deleted.") % {"name": view.name})
        return _list("")


def _list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:orders_order_changelist')}?{query}".rstrip("?"))
