"""Customers and addresses as they are sent."""

from __future__ import annotations

from rest_framework import serializers

from addresses.models import AccountType, DocumentType, Gender
from common.api.fields import (
    BoundedText,
    CountryCodeField,
    EmailField,
    LanguageField,
    PhoneField,
    TimeField,
    WholeNumberField,
    WordField,
    YesNoField,
)
from common.api.serializers import StrictSerializer


class CustomerInput(StrictSerializer):
    """A customer, known in its channel by the `external_id`, or else by the e-mail."""

    email = EmailField(required=False, allow_blank=True)
    external_id = BoundedText(max_length=100, required=False)
    first_name = BoundedText(max_length=100, required=False)
    last_name = BoundedText(max_length=100, required=False)
    phone = PhoneField(required=False)
    language_code = LanguageField(required=False)
    birthday = serializers.DateField(required=False, allow_null=True)
    document_id = BoundedText(max_length=50, required=False)
    document_id_type = WordField(choices=DocumentType.choices, required=False, allow_blank=True)
    document_id_country = CountryCodeField(required=False, allow_blank=True)
    account_type = WordField(choices=AccountType.choices, required=False)
    gender = WordField(choices=Gender.choices, required=False)
    date_joined = TimeField(required=False, allow_null=True)
    last_login = TimeField(required=False, allow_null=True)


class NewCustomerInput(CustomerInput):
    """A customer of a channel."""

    email = EmailField()
    channel = serializers.SlugField(required=False, help_text="May be left out by a client that has one channel only.")


class AddressInput(StrictSerializer):
    """An address. Name its country by `country_code` or by `country`, its city by `city_name` or by `city`."""

    line = BoundedText(max_length=500, allow_blank=False)
    line2 = BoundedText(max_length=500, required=False)
    email = EmailField(required=False, allow_blank=True)
    phone_number = PhoneField(required=False)
    alt_phone = PhoneField(required=False)
    first_name = BoundedText(max_length=100, required=False)
    last_name = BoundedText(max_length=100, required=False)
    company_name = BoundedText(max_length=200, required=False)
    postcode = BoundedText(max_length=20, required=False)
    city_name = BoundedText(max_length=100, required=False)
    state = BoundedText(max_length=100, required=False)
    country_code = CountryCodeField(required=False, allow_blank=True)
    country = serializers.UUIDField(required=False, allow_null=True)
    city = serializers.UUIDField(required=False, allow_null=True)
    township = serializers.UUIDField(required=False, allow_null=True)
    district = serializers.UUIDField(required=False, allow_null=True)
    notes = BoundedText(max_length=1000, required=False)
    tax_office = BoundedText(max_length=100, required=False)
    tax_no = BoundedText(max_length=50, required=False)
    e_bill_taxpayer = YesNoField(required=False)
    identity_number = BoundedText(max_length=50, required=False)


class NewAddressInput(AddressInput):
    """An address of a channel, perhaps of one of its customers."""

    channel = serializers.SlugField(required=False, help_text="May be left out by a client that has one channel only.")
    customer = serializers.UUIDField(required=False, allow_null=True)


class CustomerTokenInput(StrictSerializer):
    """The lifetime and scopes of the token."""

    seconds = WholeNumberField(min_value=60, max_value=86400, default=3600)
    scopes = serializers.ListField(
        child=serializers.CharField(max_length=40),
        allow_null=True,
        default=None,
        max_length=12,
        help_text="All that the customer can have and the storefront has, if left out.",
    )
