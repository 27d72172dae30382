"""Orders in the admin: to be found, read and followed; changes go through the services."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyInline
from orders.admin.documents import OrderDocuments
from orders.admin.listing import OrderListing
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
class OrderAdmin(OrderDocuments, OrderListing):
    """Orders."""

    exclude = ("token", "token_digest", "search_text")
    inlines = (ItemInline, AdjustmentInline, ShipmentInline, StatusChangeInline, NoteInline)
