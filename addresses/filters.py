"""What lists of customers, addresses and places can be filtered by."""

from __future__ import annotations

from django.db.models import Q

from addresses.models import AccountType, DocumentType, Gender
from common.api.code_filters import CountriesFilter, SlugsFilter
from common.api.filters import (
    RANGE,
    IdFilter,
    MomentFilter,
    StrictFilter,
    StrictFilterSet,
    TextFilter,
    WordsFilter,
    YesNoFilter,
)

NEEDS_ADDRESSES = "Needs the scope `addresses:read`."


class EmailFilter(TextFilter):
    """An e-mail address, in any case."""

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return EmailFilter

    def condition(self, value: str) -> Q:
        return Q((f"{self.field_name}__iexact", value))


class CustomerFilter(StrictFilterSet):
    """Filters of customers."""

    channel = SlugsFilter("channel__code")
    email = EmailFilter(help_text="The e-mail address, in any case.")
    external_id = TextFilter()
    first_name = TextFilter()
    last_name = TextFilter()
    phone = TextFilter()
    document_id = TextFilter(right="private", help_text=NEEDS_ADDRESSES)
    document_id_type = WordsFilter(vocabulary=DocumentType, right="private", help_text=NEEDS_ADDRESSES)
    document_id_country = CountriesFilter(right="private", help_text=NEEDS_ADDRESSES)
    account_type = WordsFilter(vocabulary=AccountType)
    gender = WordsFilter(vocabulary=Gender)
    created_at = MomentFilter(lookups=RANGE)
    last_login = MomentFilter(lookups=RANGE)
    date_joined = MomentFilter(lookups=RANGE)


class AddressFilter(StrictFilterSet):
    """Filters of addresses: exact, on every field."""

    id = IdFilter()
    customer = IdFilter(right="contact")
    email = TextFilter(right="contact")
    phone_number = TextFilter()
    alt_phone = TextFilter()
    first_name = TextFilter()
    last_name = TextFilter()
    company_name = TextFilter()
    line = TextFilter()
    line2 = TextFilter()
    postcode = TextFilter()
    city_name = TextFilter()
    state = TextFilter()
    country_code = CountriesFilter()
    country = IdFilter()
    city = IdFilter()
    township = IdFilter()
    district = IdFilter()
    notes = TextFilter()
    tax_office = TextFilter()
    tax_no = TextFilter(right="private")
    identity_number = TextFilter(right="private")
    e_bill_taxpayer = YesNoFilter()
    is_active = YesNoFilter()


class CountryFilter(StrictFilterSet):
    """Filters of countries."""

    code = CountriesFilter(help_text="Two-letter codes.")
    name = TextFilter(lookups=("exact", "icontains"))


class CityFilter(StrictFilterSet):
    """Filters of cities."""

    country = IdFilter()
    name = TextFilter(lookups=("exact", "icontains"))


class TownshipFilter(StrictFilterSet):
    """Filters of townships."""

    city = IdFilter()
    name = TextFilter(lookups=("exact", "icontains"))


class DistrictFilter(StrictFilterSet):
    """Filters of districts."""

    township = IdFilter()
    name = TextFilter(lookups=("exact", "icontains"))
