"""Customers in the admin, with their personal data and its erasure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import admin
from django.db.models import Model, Q
from django.http import HttpRequest

from access.authentication import staff_behind, staff_may
from addresses.models import Customer, CustomerAddress
from common.admin import ReadOnlyAdmin, ReadOnlyInline
from orders.models import PrivacyEntry
from workplace.admin.privacy import PrivacyPages

PRIVATE = "addresses:read"


class AddressInline(ReadOnlyInline):
    model = CustomerAddress
    fields = ("first_name", "last_name", "line", "postcode", "city_name", "country_code", "is_active")
    ordering = ("-id",)


@admin.register(Customer)
class CustomerAdmin(PrivacyPages, ReadOnlyAdmin):
    """Customers. Identity numbers are shown to staff who may read them in the API."""

    channel_path = "channel"
    actions_detail = ("data", "erase")
    list_display = ("email", "first_name", "last_name", "phone", "channel", "account_type", "created_at")
    list_filter = ("channel", "account_type")
    sorts = {"created_at": ("created_at", "id")}
    list_select_related = ("channel",)
    search_fields = ("email__iexact", "phone__exact", "external_id__exact")
    inlines = (AddressInline,)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return () if staff_may(request, PRIVATE) else ("document_id", "document_id_type", "document_id_country")

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.search_fields, "document_id__exact") if staff_may(request, PRIVATE) else self.search_fields

    def found(self, paths: Sequence[Sequence[str]], term: str) -> Q:
        """Search in every channel by name: the unique indexes begin with the channel."""
        channels = Customer._meta.get_field("channel").related_model._default_manager.values_list("pk", flat=True)
        return super().found(paths, term) & Q(channel__in=list(channels))


@admin.register(PrivacyEntry)
class PrivacyEntryAdmin(ReadOnlyAdmin):
    """The privacy log."""

    list_display = ("created_at", "kind", "actor_name", "customer_id", "order", "ip")
    list_filter = ("kind",)
    list_select_related = ("order",)
    search_fields = ("customer__id__exact", "order__ref__exact", "actor_id__exact")

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=PrivacyEntry.objects.visible_to(staff_behind(request)).values("pk"))
