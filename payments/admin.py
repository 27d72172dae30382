"""Payments and refunds in the admin."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin, ReadOnlyInline
from payments.models import Payment, Refund


class RefundInline(ReadOnlyInline):
    model = Refund
    fields = ("amount", "status", "reason", "transaction_id", "created_at", "settled_at")
    ordering = ("id",)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Attempts to pay."""

    list_display = ("created_at", "order", "method", "amount", "currency", "status", "refunded_amount")
    list_filter = ("status", "method", "currency")
    list_select_related = ("order",)
    search_fields = ("=transaction_id", "=order__ref", "=card_last4")
    inlines = (RefundInline,)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Money on its way back."""

    list_display = ("created_at", "payment", "amount", "status", "needs_human", "reason")
    list_filter = ("status", "needs_human")
    list_select_related = ("payment",)
    search_fields = ("=transaction_id", "=payment__order__ref")
