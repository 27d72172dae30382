"""Cancellations and returns: a plan's page shows where it is, and what can be decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from access.authentication import staff_behind
from cancellations.models import CancellationPlan
from common.admin import ReadOnlyAdmin
from workplace.admin.actions.options import action_options, by_row
from workplace.admin.actions.plans import PLAN_ACTIONS
from workplace.admin.page import found_order, order_page


@admin.register(CancellationPlan)
class CancellationPlanAdmin(ReadOnlyAdmin):
    """Cancellations and returns."""

    channel_path = "order__channel"
    list_display = ("created_at", "order", "plan_type", "status", "refund_amount", "shipping_refund_amount", "reason")
    list_filter = ("status", "plan_type")
    list_select_related = ("order",)
    sorts = {"created_at": ("created_at", "id")}
    search_fields = ("order__ref__exact", "order__number__exact", "invoice_number__exact")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a plan. Every decision has a page of its own."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        plan = self.get_object(request, object_id)
        caller = staff_behind(request)
        order = found_order(plan.order_id, caller) if plan else None
        if plan is None or order is None:
            away: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return away
        page = order_page(order)
        context = {
            **self.admin_site.each_context(request),
            "title": str(plan),
            "opts": self.opts,
            "original": plan,
            "order": order,
            "plan": next(row for row in page.plans if row.pk == plan.pk),
            "parts": plan.payment_plan if caller.sees_payments else [],
            "possible_for": by_row(list(action_options(PLAN_ACTIONS, page, caller))),
        }
        return TemplateResponse(request, "admin/orders/order/plan_page.html", context)
