"""Cancellation plans in the admin."""

from __future__ import annotations

from django.contrib import admin

from cancellations.models import CancellationPlan, PlanLine
from common.admin import ReadOnlyAdmin, ReadOnlyInline


class LineInline(ReadOnlyInline):
    model = PlanLine
    fields = ("item", "quantity", "refund_amount", "discount_refund_amount", "open")


@admin.register(CancellationPlan)
class CancellationPlanAdmin(ReadOnlyAdmin):
    """Cancellations and returns."""

    list_display = ("created_at", "order", "plan_type", "status", "refund_amount", "shipping_refund_amount", "reason")
    list_filter = ("status", "plan_type")
    list_select_related = ("order",)
    search_fields = ("=order__ref", "=invoice_number")
    inlines = (LineInline,)
