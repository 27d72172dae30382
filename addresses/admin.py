"""Customers, addresses and places in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
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
    """People who buy. Identity numbers are for who may read them by the API."""

    list_display = ("email", "first_name", "last_name", "phone", "channel", "account_type", "created_at")
    list_filter = ("channel", "account_type")
    list_select_related = ("channel",)
    search_fields = ("=email", "=phone", "=external_id", "last_name")
    inlines = (AddressInline,)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return () if staff_may(request, PRIVATE) else ("document_id", "document_id_type", "document_id_country")

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.search_fields, "=document_id") if staff_may(request, PRIVATE) else self.search_fields


@admin.register(CustomerAddress)
class CustomerAddressAdmin(ReadOnlyAdmin):
    """Addresses."""

    list_display = ("line", "postcode", "city_name", "country_code", "last_name", "channel", "is_active")
    list_filter = ("is_active", "channel")
    list_select_related = ("channel",)
    search_fields = ("=email", "=phone_number", "=postcode", "=last_name")


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
