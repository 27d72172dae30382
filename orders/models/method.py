"""A channel's shipping and payment methods, as storefronts show them."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from common.fields import Identified, SerialField, serial_in_range
from orders.models.channel import Channel


class CategoryRequirement(models.IntegerChoices):
    """How many of an order's units must be of the method's shipping category (Sylius' numbers)."""

    NONE = 0, "None of them"
    ANY = 1, "Any of them"
    ALL = 2, "All of them"


class Method(Identified):
    """A method that a channel offers, identified by its code."""

    serial = SerialField()
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.code


class ShippingMethod(Method):
    """A shipping method. Shipments name it by its code (`method`)."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="shipping_methods", db_index=False)
    category_requirement = models.PositiveSmallIntegerField(
        choices=CategoryRequirement.choices, default=CategoryRequirement.ANY
    )
    calculator = models.CharField(max_length=100, default="flat_rate")
    configuration = models.JSONField(
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="What the calculator needs, a channel's code a key.",
    )
    zone = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            serial_in_range("shipping_method_serial_in_range"),
            models.UniqueConstraint(fields=["channel", "code"], name="shipping_method_once_a_channel"),
            models.CheckConstraint(
                condition=Q(category_requirement__one_of=CategoryRequirement.values),
                name="shipping_method_requirement_known",
            ),
        ]


class PaymentMethod(Method):
    """A payment method. Payments and gateways name it by its code (`method`)."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="payment_method_rows", db_index=False)

    class Meta:
        constraints = [
            serial_in_range("payment_method_serial_in_range"),
            models.UniqueConstraint(fields=["channel", "code"], name="payment_method_once_a_channel"),
        ]
