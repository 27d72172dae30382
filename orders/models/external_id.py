"""The ids of rows in the systems that they were imported from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from common.fields import Identified


class ExternalKind(models.TextChoices):
    """The kind of row that an external id belongs to."""

    ORDER = "order"
    ITEM = "item"
    UNIT = "unit"
    ADJUSTMENT = "adjustment"
    PAYMENT = "payment"
    SHIPMENT = "shipment"
    PLAN = "plan"
    STATUS = "status"
    NOTE = "note"
    ADDRESS = "address"
    CUSTOMER = "customer"
    USER = "user"
    CHANNEL = "channel"
    COUNTRY = "country"
    PAYMENT_METHOD = "payment_method"
    SHIPPING_METHOD = "shipping_method"


class ExternalId(Identified):
    """The id (`value`) under which a dialect's clients know a row: it wins over the id that would be computed.

    It is unique in both directions, and found by an index in both.
    """

    dialect = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=ExternalKind.choices)
    value = models.CharField(max_length=100)
    object_id = models.UUIDField(help_text="The primary key of the row.")

    class Meta:
        verbose_name = "external id"
        indexes = [
            models.Index(F("dialect"), F("kind"), Length("value"), F("value"), name="external_id_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dialect", "kind", "value"], name="external_id_means_one_row"),
            models.UniqueConstraint(fields=["dialect", "kind", "object_id"], name="external_id_once_a_row"),
            models.CheckConstraint(condition=Q(kind__one_of=ExternalKind.values), name="external_id_kind_known"),
            models.CheckConstraint(condition=~Q(value="") & ~Q(dialect=""), name="external_id_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.dialect} {self.kind} {self.value}"
