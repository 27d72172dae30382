"""Customers, addresses and places in the admin."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Model, Q
from django.http import HttpRequest

from access.authentication import staff_may
from addresses.models import City, Country, Customer, CustomerAddress, District, Township
from common.admin import ReadOnlyAdmin, ReadOnlyInline

PRIVATE = "addresses:read"


class AddressInline(ReadOnlyInline):
    model = CustomerAddress
    fields = ("first_name", "last_name", "line", "postcode", "city_name", "country_code", "is_active")
    ordering = ("-id",)


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    """Customers. Identity numbers are shown to staff who may read them in the API."""

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


@admin.register(CustomerAddress)
class CustomerAddressAdmin(ReadOnlyAdmin):
    """Addresses."""

    list_display = ("line", "postcode", "city_name", "country_code", "last_name", "channel", "is_active")
    list_filter = ("is_active", "channel")
    list_select_related = ("channel",)
    search_fields = ("email__exact", "phone_number__exact", "postcode__exact", "last_name__exact")


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    """Countries of ISO 3166-1."""

    list_display = ("code", "name")
    search_fields = ("=code", "name")
    ordering = ("code",)


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    """Cities."""

    list_display = ("name", "country")
    list_select_related = ("country",)
    search_fields = ("name",)


@admin.register(Township)
class TownshipAdmin(ReadOnlyAdmin):
    """Townships."""

    list_display = ("name", "city")
    list_select_related = ("city",)
    search_fields = ("name",)


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    """Districts."""

    list_display = ("name", "township")
    list_select_related = ("township",)
    search_fields = ("name",)
