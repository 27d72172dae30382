"""What the actions of this app's views take and give: one table a view."""

from __future__ import annotations

from typing import Any

from access.permissions import Anybody, HasScope
from addresses.serializers.actions import (
    AddressInput,
    CustomerInput,
    CustomerTokenInput,
    NewAddressInput,
    NewCustomerInput,
)
from addresses.serializers.resources import (
    CitySerializer,
    CountrySerializer,
    CustomerAddressSerializer,
    CustomerResourceSerializer,
    CustomerTokenSerializer,
    DistrictSerializer,
    TownshipSerializer,
)
from addresses.services.address import AddressRetired
from addresses.services.customer import CustomerExists
from common.api.operations import Operation, Page

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]
READ_ADDRESSES = [HasScope("addresses:read")]
WRITE_ADDRESSES = [HasScope("addresses:write")]

CUSTOMERS = {
    "list": Operation("List customers", access=READ, gives=Page(CustomerResourceSerializer), filtered=True),
    "retrieve": Operation("Read a customer", access=READ, gives=CustomerResourceSerializer),
    "create": Operation(
        access=WRITE,
        about="E-mails are unique within a channel, regardless of case.",
        takes=NewCustomerInput,
        gives=CustomerResourceSerializer,
        status=201,
        refusals=[CustomerExists],
    ),
    "partial_update": Operation(
        "Change a customer",
        access=WRITE,
        takes=CustomerInput,
        gives=CustomerResourceSerializer,
        refusals=[CustomerExists],
    ),
    "tokens": Operation(
        "Get a token for a customer",
        access=WRITE,
        about="""
        With it a browser or an app calls this API directly. It has the customer's own access, no more, and is shown
        only once. Limit it by `seconds` and `scopes`.
        """,
        takes=CustomerTokenInput,
        gives=CustomerTokenSerializer,
        status=201,
    ),
}

CUSTOMER_ADDRESSES = {
    "list": Operation("List addresses", access=READ_ADDRESSES, gives=Page(CustomerAddressSerializer), filtered=True),
    "retrieve": Operation("Read an address", access=READ_ADDRESSES, gives=CustomerAddressSerializer),
    "create": Operation(
        "Add an address",
        access=WRITE_ADDRESSES,
        about="Name its country by `country_code` or by `country`, and its city by `city_name` or by `city`.",
        takes=NewAddressInput,
        gives=CustomerAddressSerializer,
        status=201,
    ),
    "partial_update": Operation(
        "Change an address",
        access=WRITE_ADDRESSES,
        about="Orders keep the address that they have.",
        takes=AddressInput,
        gives=CustomerAddressSerializer,
        refusals=[AddressRetired],
    ),
    "update": Operation(
        "Replace an address",
        access=WRITE_ADDRESSES,
        takes=AddressInput,
        gives=CustomerAddressSerializer,
        refusals=[AddressRetired],
    ),
    "destroy": Operation("Retire an address", access=WRITE_ADDRESSES, status=204, refusals=[AddressRetired]),
}


def _place(one: str, several: str, serializer: Any) -> dict[str, Operation]:
    return {
        "list": Operation(f"List {several}", access=[Anybody], gives=Page(serializer), filtered=True),
        "retrieve": Operation(f"Read a {one}", access=[Anybody], gives=serializer),
    }


COUNTRIES = _place("country", "countries", CountrySerializer)
CITIES = _place("city", "cities", CitySerializer)
TOWNSHIPS = _place("township", "townships", TownshipSerializer)
DISTRICTS = _place("district", "districts", DistrictSerializer)
