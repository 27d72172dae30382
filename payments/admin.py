"""Payments and refunds in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnlyAdmin, ReadOnlyInline
from payments.models import Payment, Refund


class RefundInline(ReadOnlyInline):
    model = Refund
    fields = ("amount", "status", "reason", "transaction_id", "created_at", "settled_at")
    ordering = ("id",)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Attempts to pay."""

    list_display = ("created_at", "its_order", "method", "amount", "currency", "status", "refunded_amount")
    list_filter = ("status", "method", "currency")
    list_select_related = ("order",)
    search_fields = ("=transaction_id", "=order__ref", "=card_last4")
    inlines = (RefundInline,)

    @admin.display(description=_("order"), ordering="order")
    def its_order(self, payment: Payment) -> str:
        return _link_to_order(payment)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Money on its way back."""

    list_display = ("created_at", "its_order", "payment", "amount", "status", "needs_human", "reason")
    list_filter = ("status", "needs_human")
    list_select_related = ("payment__order",)
    search_fields = ("=transaction_id", "=payment__order__ref")

    @admin.display(description=_("order"), ordering="payment__order")
    def its_order(self, refund: Refund) -> str:
        return _link_to_order(refund.payment)


def _link_to_order(payment: Payment) -> str:
    """The way to where something can be done about it."""
    url = reverse("admin:orders_order_change", args=[payment.order_id])
    return format_html('<a href="{}">{}</a>', url, payment.order)
