"""Customers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper

from addresses.querysets import CustomerQuerySet
from common.fields import Identified, SerialField, serial_in_range


class AccountType(models.TextChoices):
    """How well the storefront knows its customer (Aplazame's account types g, n, e)."""

    GUEST = "guest"
    NEW = "new"
    EXISTING = "existing"


class Gender(models.IntegerChoices):
    """ISO/IEC 5218, as Aplazame publishes it."""

    NOT_KNOWN = 0
    MALE = 1
    FEMALE = 2
    NOT_APPLICABLE = 9


class DocumentType(models.TextChoices):
    """Identity documents by Aplazame's published codes."""

    NIF = "01", "NIF"
    NIE = "02", "NIE"
    CIF = "03", "CIF"
    PASSPORT = "04", "Passport"
    OTHER = "05", "Other"


class Customer(Identified):
    """A customer of one channel, identified there by the storefront's id or else by an e-mail address, with or without
    an account to sign in to. Guests are kept apart: a typed address proves nothing (ADR 53).
    """

    serial = SerialField()
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="customers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="customers")
    email = models.EmailField(max_length=254, blank=True)
    external_id = models.CharField(max_length=100, blank=True, help_text="The storefront's own id of the customer.")
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language_code = models.CharField(max_length=20, blank=True)
    birthday = models.DateField(null=True, blank=True)
    document_id = models.CharField(max_length=50, blank=True)
    document_id_type = models.CharField(max_length=2, blank=True, choices=DocumentType.choices)
    document_id_country = models.CharField(max_length=2, blank=True)
    account_type = models.CharField(max_length=8, choices=AccountType.choices, default=AccountType.GUEST)
    is_guest = models.BooleanField(default=False, help_text="Known from guest checkouts alone.")
    gender = models.SmallIntegerField(choices=Gender.choices, default=Gender.NOT_KNOWN)
    date_joined = models.DateTimeField(null=True, blank=True)
    last_login = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            serial_in_range("customer_serial_in_range"),
            models.UniqueConstraint(
                "channel",
                Upper("email"),
                Lower("email"),
                "external_id",
                "is_guest",
                condition=~Q(email=""),
                name="customer_email_once_a_channel",
            ),
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=~Q(external_id=""),
                name="customer_external_id_once_a_channel",
            ),
            models.CheckConstraint(condition=Q(gender__one_of=Gender.values), name="customer_gender_known"),
            models.CheckConstraint(
                condition=Q(account_type__one_of=AccountType.values), name="customer_account_type_known"
            ),
            models.CheckConstraint(
                condition=Q(document_id_type__one_of=["", *DocumentType.values]), name="customer_document_type_known"
            ),
        ]
        indexes = [
            models.Index(F("channel"), Upper("email"), name="customer_email"),
            models.Index(fields=["external_id"], name="customer_external_id", condition=~Q(external_id="")),
            models.Index(fields=["phone"], name="customer_phone"),
            models.Index(fields=["document_id"], name="customer_document", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["document_id_type"], name="customer_document_type"),
            models.Index(fields=["document_id_country"], name="customer_document_country"),
            models.Index(fields=["created_at", "id"], name="customer_created"),
            models.Index(fields=["last_login", "id"], name="customer_last_login"),
            models.Index(fields=["date_joined", "id"], name="customer_date_joined"),
            models.Index(
                fields=["channel", "created_at"],
                name="customer_guest",
                condition=Q(is_guest=True, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.email or self.full_name or str(self.pk)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
