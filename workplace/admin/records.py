"""Lists of what belongs to orders: items, shipments, channels, the logs."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import ReadOnlyAdmin, ReadOnlyInline
from orders.models import (
    Adjustment,
    Channel,
    Note,
    OrderItem,
    PaymentMethod,
    Shipment,
    ShipmentLine,
    ShippingMethod,
    StatusChange,
)
from workplace.admin.channel_settings import ChannelSettingsPages
from workplace.admin.letterhead import LetterheadPage


@admin.register(OrderItem)
class OrderItemAdmin(ReadOnlyAdmin):
    """Items."""

    channel_path = "order__channel"
    list_display = ("sku", "order", "quantity", "unit_price", "total", "status", "cancel_status")
    list_filter = ("status", "cancel_status")
    list_select_related = ("order",)
    sorts = {"unit_price": ("unit_price", "id"), "status": ("status", "id")}
    search_fields = ("sku__exact", "order__ref__exact", "order__number__exact")


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    """Shipments."""

    channel_path = "order__channel"

    class LineInline(ReadOnlyInline):
        model = ShipmentLine
        fields = ("item", "quantity")

        def get_queryset(self, request: HttpRequest) -> QuerySet[ShipmentLine]:
            lines: QuerySet[ShipmentLine] = super().get_queryset(request).select_related("item").order_by("id")
            return lines

    list_display = ("id", "order", "state", "carrier", "tracking_number", "shipped_at", "delivered_at")
    list_filter = ("state",)
    list_select_related = ("order",)
    search_fields = ("tracking_number__exact", "order__ref__exact", "order__number__exact")
    inlines = (LineInline,)


@admin.register(Channel)
class ChannelAdmin(LetterheadPage, ChannelSettingsPages, ReadOnlyAdmin):
    """Channels: the storefronts and marketplaces that sell."""

    channel_path = "pk"
    actions_detail = ("letterhead", "statuses", "customers", "shipping")

    class PaymentMethodInline(ReadOnlyInline):
        model = PaymentMethod
        fields = ("code", "name", "enabled", "created_at", "updated_at")
        show_change_link = False

    class ShippingMethodInline(ReadOnlyInline):
        model = ShippingMethod
        fields = ("code", "name", "calculator", "zone", "enabled", "created_at", "updated_at")
        show_change_link = False

    list_display = ("code", "name", "hostname", "default_currency", "enabled")
    search_fields = ("code", "name", "hostname")
    ordering = ("code",)
    inlines = (PaymentMethodInline, ShippingMethodInline)


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    """The status log of all orders."""

    channel_path = "order__channel"
    list_display = ("order", "from_status", "to_status", "actor_name", "notify_customer", "created_at")
    list_filter = ("to_status",)
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact")


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    """Notes on all orders."""

    channel_path = "order__channel"
    list_display = ("order", "message", "public", "actor_name", "created_at")
    list_filter = ("public",)
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact")


@admin.register(Adjustment)
class AdjustmentAdmin(ReadOnlyAdmin):
    """Adjustments of all orders."""

    channel_path = "order__channel"
    list_display = ("order", "type", "label", "code", "amount", "included")
    list_filter = ("type", "included")
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact")
