"""Addresses and places in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from access.scopes import SEES_CUSTOMERS
from addresses.models import City, Country, CustomerAddress, District, Township
from common.admin import ReadOnlyAdmin
from common.countries import name_of


@admin.register(CustomerAddress)
class CustomerAddressAdmin(ReadOnlyAdmin):
    """Addresses."""

    channel_path = "channel"
    list_display = ("line", "postcode", "city_name", "country_code", "last_name", "channel", "is_active")
    list_filter = ("is_active", "channel")
    list_select_related = ("channel",)
    search_fields = ("email__exact", "phone_number__exact", "postcode__exact", "last_name__exact")
    needs = {"email": SEES_CUSTOMERS, "customer": SEES_CUSTOMERS}


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    """Countries of ISO 3166-1."""

    channel_path = ""
    list_display = ("code", "name_for_people")
    search_fields = ("=code", "name")
    ordering = ("code",)

    @admin.display(description=_("name"))
    def name_for_people(self, country: Country) -> str:
        return name_of(country.code)


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    """Cities."""

    channel_path = ""
    list_display = ("name", "country")
    list_select_related = ("country",)
    search_fields = ("name",)


@admin.register(Township)
class TownshipAdmin(ReadOnlyAdmin):
    """Townships."""

    channel_path = ""
    list_display = ("name", "city")
    list_select_related = ("city",)
    search_fields = ("name",)


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    """Districts."""

    channel_path = ""
    list_display = ("name", "township")
    list_select_related = ("township",)
    search_fields = ("name",)
