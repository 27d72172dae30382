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

    channel_path = "order__channel"
    list_display = ("created_at", "its_order", "named_method", "amount", "currency", "status", "attention")
    list_filter = ("status", "needs_human", "attention", "method", "currency")
    list_select_related = ("order",)
    sorts = {"created_at": ("created_at", "id")}
    search_fields = ("transaction_id__exact", "order__ref__exact", "order__number__exact")
    inlines = (RefundInline,)

    @admin.display(description=_("order"))
    def its_order(self, payment: Payment) -> str:
        return _link_to_order(payment)

    @admin.display(description=_("method"))
    def named_method(self, payment: Payment) -> str:
        return payment.method_name


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Refunds."""

    channel_path = "payment__order__channel"
    list_display = ("created_at", "its_order", "payment", "amount", "status", "needs_human", "attention", "reason")
    list_filter = ("status", "needs_human", "attention", "origin")
    list_select_related = ("payment__order",)
    sorts = {"created_at": ("created_at", "id")}
    search_fields = ("transaction_id__exact", "payment__order__ref__exact", "payment__order__number__exact")

    @admin.display(description=_("order"))
    def its_order(self, refund: Refund) -> str:
        return _link_to_order(refund.payment)


def _link_to_order(payment: Payment) -> str:
    """The way to where something can be done about it."""
    url = reverse("admin:orders_order_change", args=[payment.order_id])
    return format_html('<a href="{}">{}</a>', url, payment.order)
