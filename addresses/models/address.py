"""Shipping and billing addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from addresses.models.customer import Customer
from addresses.models.place import City, Country, District, Township
from addresses.querysets import AddressQuerySet
from common.fields import Identified

NOTES_INDEXED = 100
"""The number of characters of notes that are indexed."""


class CustomerAddress(Identified):
    """An address as it was given (Akinon's schema and what the other documents add).

    It is never edited: a change makes a new row that `replaces` this one, which is then no longer active. So an order
    keeps its address as it was.
    """

    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="addresses", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="addresses")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    email = models.CharField(max_length=254, blank=True)
    phone_number = models.CharField(max_length=40, blank=True)
    alt_phone = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    line = models.CharField(max_length=500)
    line2 = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city_name = models.CharField(max_length=100, blank=True)
    state = models.CharField("state or province", max_length=100, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+")
    township = models.ForeignKey(Township, models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    notes = models.TextField(max_length=1000, blank=True)
    tax_office = models.CharField(max_length=100, blank=True)
    tax_no = models.CharField(max_length=50, blank=True)
    e_bill_taxpayer = models.BooleanField(default=False)
    identity_number = models.CharField(max_length=50, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "customer addresses"
        indexes = [
            models.Index(fields=["channel", "id"], name="address_channel"),
            models.Index(fields=["email"], name="address_email"),
            models.Index(fields=["phone_number"], name="address_phone"),
            models.Index(fields=["postcode"], name="address_postcode"),
            models.Index(fields=["last_name"], name="address_last_name"),
            models.Index(fields=["line"], name="address_line"),
            models.Index(Left("notes", NOTES_INDEXED), name="address_notes", condition=~Q(notes="")),
            *(
                models.Index(fields=[name], name=f"address_{name}", condition=~Q(**{name: ""}))
                for name in ("company_name", "tax_office", "tax_no", "identity_number")
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.line, self.city_name, self.country_code) if part)

    @property
    def label(self) -> str:
        """The text of a shipping label, in one line."""
        place = f"{self.postcode} {self.city_name}".strip()
        parts = (self.full_name, self.company_name, self.line, self.line2, place, self.state, self.country_code)
        return ", ".join(part for part in parts if part)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
