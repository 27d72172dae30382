"""Orders in the admin: to be found, read and followed; changes go through the services."""

from __future__ import annotations

import re

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import ReadOnlyAdmin, ReadOnlyInline
from common.money import written
from orders.models import Adjustment, Note, Order, OrderItem, Shipment, StatusChange


class ItemInline(ReadOnlyInline):
    model = OrderItem
    fields = ("sku", "product", "quantity", "unit_price", "discount_amount", "total", "status", "cancel_status")
    ordering = ("position",)


class AdjustmentInline(ReadOnlyInline):
    model = Adjustment
    fields = ("type", "label", "code", "amount", "included", "item")
    ordering = ("position",)


class ShipmentInline(ReadOnlyInline):
    model = Shipment
    fields = ("state", "carrier", "tracking_number", "shipped_at", "delivered_at")
    ordering = ("id",)


class StatusChangeInline(ReadOnlyInline):
    model = StatusChange
    fields = ("created_at", "from_status", "to_status", "note", "notify_customer", "actor_name")
    ordering = ("-id",)


class NoteInline(ReadOnlyInline):
    model = Note
    fields = ("created_at", "message", "public", "actor_name")
    ordering = ("-id",)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Orders."""

    list_display = (
        "ref", "number", "email", "amount", "status", "payment_status", "shipping_status", "date_placed", "channel",
    )  # fmt: skip
    list_filter = ("status", "payment_status", "shipping_status", "cancel_status", "channel", "currency")
    list_select_related = ("channel",)
    search_fields = ("search_text",)
    search_help_text = "Ref, number, e-mail, name, phone, sku or tracking number"
    ordering = ("-date_placed", "-id")
    exclude = ("token", "token_digest", "search_text")
    inlines = (ItemInline, AdjustmentInline, ShipmentInline, StatusChangeInline, NoteInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """Words as in the API's `q`."""
        for word in re.split(r"[\s,]+", search_term.strip(" ,")):
            queryset = queryset.filter(search_text__contains=word.upper())
        return queryset, False

    @admin.display(description="total", ordering="total")
    def amount(self, order: Order) -> str:
        return f"{written(order.total, order.currency)} {order.currency}"
