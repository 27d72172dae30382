"""`/customers/` and `/customer-addresses/`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from access.channels import channel_for
from access.commands import command
from access.permissions import HasScope
from access.services import issue_customer_token
from access.viewsets import AccessView
from addresses.filters import AddressFilter, CustomerFilter
from addresses.models import Customer, CustomerAddress
from addresses.serializers.actions import (
    AddressInput,
    CustomerInput,
    CustomerTokenInput,
    NewAddressInput,
    NewCustomerInput,
)
from addresses.serializers.resources import (
    CustomerAddressSerializer,
    CustomerResourceSerializer,
    CustomerTokenSerializer,
)
from addresses.services import (
    create_address,
    create_customer,
    customer_in,
    refuse_erased,
    replace_address,
    retire_address,
    update_customer,
)
from addresses.services.address import AddressRetired
from addresses.services.customer import CustomerErased, CustomerExists
from common.api.operations import Operation, Page

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]
READ_ADDRESSES = [HasScope("addresses:read")]
WRITE_ADDRESSES = [HasScope("addresses:write")]


class CustomerViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Customers."""

    serializer_class = CustomerResourceSerializer
    filterset_class = CustomerFilter
    ordering_fields = {name: name for name in ("created_at", "email", "last_login", "date_joined")}
    ordering = "-created_at"
    operations = {
        "list": Operation("List customers", access=READ, gives=Page(CustomerResourceSerializer), filtered=True),
        "retrieve": Operation("Read a customer", access=READ, gives=CustomerResourceSerializer),
    }

    def get_queryset(self) -> QuerySet[Customer]:
        """The customers in the caller's reach."""
        return Customer.objects.visible_to(self.caller).select_related("channel")

    @Operation(
        access=WRITE,
        about="E-mails are unique within a channel, regardless of case.",
        takes=NewCustomerInput,
        gives=CustomerResourceSerializer,
        status=201,
        refusals=[CustomerExists],
    )
    @command
    def create(self, request: Request) -> Response:
        """Add a customer to a channel."""
        body: dict[str, Any] = NewCustomerInput.checked(request)
        channel = channel_for(body.pop("channel", None), self.caller)
        customer = create_customer(channel, at=timezone.now(), **body)
        return Response(self.get_serializer(customer).data, status=201)

    @Operation(
        "Change a customer",
        access=WRITE,
        takes=CustomerInput,
        gives=CustomerResourceSerializer,
        refusals=[CustomerErased, CustomerExists],
    )
    @command
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change fields of a customer."""
        changes = CustomerInput.checked(request, partial=True)
        customer = update_customer(self.get_object(), at=timezone.now(), changes=changes)
        return Response(self.get_serializer(customer).data)

    @action(detail=True, methods=["post"])
    @Operation(
        "Get a token for a customer",
        access=WRITE,
        about="""
        With it a browser or an app calls this API directly. It has the customer's own access, no more, and is shown
        only once. Limit it by `seconds` and `scopes`.
        """,
        takes=CustomerTokenInput,
        gives=CustomerTokenSerializer,
        status=201,
        refusals=[CustomerErased],
    )
    @command
    def tokens(self, request: Request, pk: str) -> Response:
        """Get a short-lived token that acts as this customer and nothing more."""
        body = CustomerTokenInput.checked(request)
        if not self.caller.is_client:
            raise PermissionDenied("Only a storefront, with its own token, can get one for a customer.")
        customer = self.get_object()
        refuse_erased(customer)
        token = issue_customer_token(customer.pk, client=self.caller.id, at=timezone.now(), **body)
        return Response(CustomerTokenSerializer(token).data, status=201)


class CustomerAddressViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Addresses. They are never edited: a change creates a new one that replaces the old one."""

    serializer_class = CustomerAddressSerializer
    filterset_class = AddressFilter
    ordering_fields = {"created_at": "created_at"}
    ordering = "-created_at"
    operations = {
        "list": Operation(
            "List addresses", access=READ_ADDRESSES, gives=Page(CustomerAddressSerializer), filtered=True
        ),
        "retrieve": Operation("Read an address", access=READ_ADDRESSES, gives=CustomerAddressSerializer),
    }

    def get_queryset(self) -> QuerySet[CustomerAddress]:
        """The addresses in the caller's reach."""
        return CustomerAddress.objects.visible_to(self.caller).select_related("channel")

    @Operation(
        "Add an address",
        access=WRITE_ADDRESSES,
        about="Name its country by `country_code` or by `country`, and its city by `city_name` or by `city`.",
        takes=NewAddressInput,
        gives=CustomerAddressSerializer,
        status=201,
    )
    @command
    def create(self, request: Request) -> Response:
        """Add an address to a channel, perhaps to one of its customers."""
        body: dict[str, Any] = NewAddressInput.checked(request)
        channel = channel_for(body.pop("channel", None), self.caller)
        customer_id = body.pop("customer", None)
        customer = customer_in(channel, customer_id) if customer_id else None
        address = create_address(channel, customer=customer, at=timezone.now(), **body)
        return Response(self.get_serializer(address).data, status=201)

    @Operation(
        "Change an address",
        access=WRITE_ADDRESSES,
        about="Orders keep the address that they have.",
        takes=AddressInput,
        gives=CustomerAddressSerializer,
        refusals=[AddressRetired],
    )
    @command
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some fields of an address: the answer is a new address that replaces it."""
        changes = AddressInput.checked(request, partial=True)
        address = replace_address(self.get_object(), at=timezone.now(), changes=changes)
        return Response(self.get_serializer(address).data)

    @Operation(
        "Replace an address",
        access=WRITE_ADDRESSES,
        takes=AddressInput,
        gives=CustomerAddressSerializer,
        refusals=[AddressRetired],
    )
    @command
    def update(self, request: Request, pk: str) -> Response:
        """Replace an address: fields left out are empty."""
        body = AddressInput.checked(request)
        changes = {name: field.get_default() for name, field in _columns().items()} | body
        address = replace_address(self.get_object(), at=timezone.now(), changes=changes)
        return Response(self.get_serializer(address).data)

    @Operation("Retire an address", access=WRITE_ADDRESSES, status=204, refusals=[AddressRetired])
    @command
    def destroy(self, request: Request, pk: str) -> Response:
        """Retire an address. Orders that have it keep it."""
        retire_address(self.get_object(), at=timezone.now())
        return Response(status=204)


def _columns() -> dict[str, Any]:
    return {name: CustomerAddress._meta.get_field(name) for name in map(str, AddressInput().fields)}
