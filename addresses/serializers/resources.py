"""Customers, addresses and places as they are read."""

from __future__ import annotations

from rest_framework import serializers

from addresses.models import City, Country, Customer, CustomerAddress, District, Township
from addresses.serializers.fields import ContactField, PrivateField
from common.api.fields import CodeField


class CustomerResourceSerializer(serializers.ModelSerializer):
    """A customer with all fields."""

    channel = CodeField()
    document_id = PrivateField()

    class Meta:
        model = Customer
        fields = [
            "id", "channel", "email", "external_id", "first_name", "last_name", "phone", "language_code", "birthday",
            "document_id", "document_id_type", "document_id_country", "account_type", "is_guest", "gender",
            "date_joined", "last_login", "erased_at", "created_at", "updated_at",
        ]  # fmt: skip


class AddressSerializer(serializers.ModelSerializer):
    """An address as it was given."""

    country = serializers.UUIDField(source="country_id", allow_null=True)
    city = serializers.UUIDField(source="city_id", allow_null=True)
    township = serializers.UUIDField(source="township_id", allow_null=True)
    district = serializers.UUIDField(source="district_id", allow_null=True)
    email = ContactField()
    tax_no = PrivateField()
    identity_number = PrivateField()

    class Meta:
        model = CustomerAddress
        fields = [
            "id", "email", "phone_number", "alt_phone", "first_name", "last_name", "company_name", "line", "line2",
            "postcode", "city_name", "state", "country_code", "country", "city", "township", "district", "notes",
            "tax_office", "tax_no", "e_bill_taxpayer", "identity_number", "is_active", "created_at", "updated_at",
        ]  # fmt: skip


class CustomerAddressSerializer(AddressSerializer):
    """An address with its customer and the address that it replaced."""

    channel = CodeField()
    customer = serializers.UUIDField(source="customer_id", allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)

    class Meta(AddressSerializer.Meta):
        fields = ["id", "channel", "customer", "replaces", *AddressSerializer.Meta.fields[1:]]


class CountrySerializer(serializers.ModelSerializer):
    """A country of ISO 3166-1."""

    class Meta:
        model = Country
        fields = ["id", "code", "name"]


class CitySerializer(serializers.ModelSerializer):
    """A city."""

    country = serializers.UUIDField(source="country_id")

    class Meta:
        model = City
        fields = ["id", "country", "name"]


class TownshipSerializer(serializers.ModelSerializer):
    """A part of a city."""

    city = serializers.UUIDField(source="city_id")

    class Meta:
        model = Township
        fields = ["id", "city", "name"]


class DistrictSerializer(serializers.ModelSerializer):
    """A part of a township."""

    township = serializers.UUIDField(source="township_id")

    class Meta:
        model = District
        fields = ["id", "township", "name"]


class CustomerTokenSerializer(serializers.Serializer):
    """A token that acts as a customer. It is shown only once."""

    access_token = serializers.CharField(source="secret")
    token_type = serializers.CharField(default="Bearer")
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()
