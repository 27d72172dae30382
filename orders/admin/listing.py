"""The list of orders: its columns, filters, search."""

from __future__ import annotations

import re

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import ReadOnlyAdmin
from common.money import written
from orders.models import Order


class OrderListing(ReadOnlyAdmin):
    """The list of orders."""

    list_display = (
        "ref", "number", "email", "amount", "status", "payment_status", "shipping_status", "date_placed", "channel",
    )  # fmt: skip
    list_filter = ("status", "payment_status", "shipping_status", "cancel_status", "channel", "currency")
    list_select_related = ("channel",)
    search_fields = ("search_text",)
    search_help_text = "Ref, number, e-mail, name, phone, sku or tracking number"
    ordering = ("-date_placed", "-id")

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
