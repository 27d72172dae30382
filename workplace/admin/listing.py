"""The list of orders: its columns, search, views, and the way to what is done with many at once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import checkbox

from access.authentication import staff_behind
from access.scopes import SEES_CUSTOMERS
from common.admin import ReadOnlyAdmin, Sort
from common.api.filter_fields import TextField
from orders.models import Order
from orders.search import with_all_words
from workplace.admin.bulk import BulkActions
from workplace.admin.list_filters import (
    CancelFilter,
    ChannelFilter,
    CustomerFilter,
    NeedsFilter,
    PaymentFilter,
    PlacedFilter,
    ShippingFilter,
    StatusFilter,
    TotalFilter,
)
from workplace.admin.list_views import ListViews
from workplace.admin.tracking_import import TrackingImport
from workplace.labels import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES, badge, format_money

_NEWEST_FIRST = ("-date_placed", "-id")
_KEY = "the-key-of-the-order"
TWO_LINES = '<span class="wp-two"><span class="wp-name">{}</span><span class="wp-sub">{}</span></span>'


class OrderListing(ListViews, BulkActions, TrackingImport, ReadOnlyAdmin):
    """The list of orders."""

    channel_path = "channel"
    list_display = ("reference", "buyer", "amount", "state", "money", "shipping", "age")
    list_display_links = ("reference",)
    list_filter = (
        NeedsFilter, StatusFilter, PaymentFilter, ShippingFilter, CancelFilter, ChannelFilter, CustomerFilter,
        ("date_placed", PlacedFilter), ("total", TotalFilter),
    )  # fmt: skip
    list_filter_submit = True
    list_fullwidth = True
    list_select_related = ("channel",)
    sorts = {
        "reference": ("ref",),
        "buyer": (Upper("email").asc(), *_NEWEST_FIRST),
        "amount": ("total", "id"),
        "state": ("status", *_NEWEST_FIRST),
        "money": ("payment_status", *_NEWEST_FIRST),
        "shipping": ("shipping_status", *_NEWEST_FIRST),
        "age": ("date_placed", "id"),
    }
    search_fields = ("search_text",)
    search_help_text = _("Ref, number, e-mail, name, address, phone, product, sku or tracking number")
    ordering = _NEWEST_FIRST

    def get_ordering(self, request: HttpRequest) -> Sort:
        """A queue begins with what waits longest."""
        return self.sorts["age"] if request.GET.get("needs") else self.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """Words as in the API's `q`."""
        if len(search_term) > TextField.longest:
            raise IncorrectLookupParameters
        if search_term:
            queryset = queryset.filter(with_all_words(search_term, staff_behind(request).rights))
        return queryset, False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Without e-mail addresses for staff who may not know customers."""
        columns = super().get_list_display(request)
        if request.user.has_perm(SEES_CUSTOMERS):
            return columns
        return [_name_alone if column == "buyer" else column for column in columns]

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """Not by customer for whoever is shown no e-mail addresses: those are what it sorts by."""
        columns = super().get_sortable_by(request)
        return columns if request.user.has_perm(SEES_CUSTOMERS) else [each for each in columns if each != _name_alone]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        page: HttpResponse = super().changelist_view(request, {**self.views_context(request), **(extra_context or {})})
        return page

    @admin.display(description=ReadOnlyAdmin.action_checkbox.short_description)
    def action_checkbox(self, order: Order) -> SafeString:
        """Unfold's, which renders its template for each row; here that is done once."""
        return mark_safe(_checkbox(get_language()).replace(_KEY, str(order.pk)))  # noqa: S308

    @admin.display(description=_("order"), ordering="ref")
    def reference(self, order: Order) -> SafeString:
        number = "" if order.number == order.ref else order.number
        return format_html(TWO_LINES, order.ref, number)

    @admin.display(description=_("customer"), ordering=Upper("email"))
    def buyer(self, order: Order) -> SafeString:
        return format_html(TWO_LINES, order.full_name, order.email)

    @admin.display(description=_("total"), ordering="total")
    def amount(self, order: Order) -> SafeString:
        return format_html('<span class="wp-sum">{}</span>', format_money(order.total, order.currency))

    @admin.display(description=_("status"), ordering="status")
    def state(self, order: Order) -> SafeString:
        return badge(ORDER_STATUSES, order.status).html

    @admin.display(description=_("payment"), ordering="payment_status")
    def money(self, order: Order) -> SafeString:
        return badge(PAYMENT_STATUSES, order.payment_status).html

    @admin.display(description=_("shipping"), ordering="shipping_status")
    def shipping(self, order: Order) -> SafeString:
        return badge(SHIPPING_STATUSES, order.shipping_status).html

    @admin.display(description=_("age"), ordering="date_placed")
    def age(self, order: Order) -> SafeString:
        since = order.date_placed or order.created_at
        moment = date_format(timezone.localtime(since), "DATETIME_FORMAT")
        age = format_html(
            '<time datetime="{}" title="{}">{}</time>', since.isoformat(), moment, _age(since, timezone.now())
        )
        return format_html(TWO_LINES, age, order.channel.name)


@admin.display(description=_("customer"))
def _name_alone(order: Order) -> SafeString:
    return format_html(TWO_LINES, order.full_name, "")


_name_alone.__name__ = "buyer"


@cache
def _checkbox(language: str | None) -> str:
    return str(checkbox.render(ACTION_CHECKBOX_NAME, _KEY))


def _age(since: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%d min", "%d min", minutes) % minutes
    if minutes < 48 * 60:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("%d day", "%d days", days) % days
