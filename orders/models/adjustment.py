"""Adjustments: the lines that explain a total."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from common.amounts import format_money
from common.fields import Identified, MoneyField
from orders.models.item import OrderItem
from orders.models.order import Order


class AdjustmentType(models.TextChoices):
    SHIPPING = "shipping"
    TAX = "tax"
    DISCOUNT = "discount"
    SHIPPING_DISCOUNT = "shipping_discount"
    INTEREST = "interest"
    GIFT_BOX = "gift_box"
    FEE = "fee"
    GIFT_CERTIFICATE = "gift_certificate"


class AdjustmentOrigin(models.TextChoices):
    """The origin of an adjustment."""

    COUPON = "coupon"
    RULE = "rule"
    GIFT_CERTIFICATE = "gift_certificate"
    VOUCHER = "voucher"


class Adjustment(Identified):
    """An amount that is added to an order or to one of its items, in the order's currency; may be negative.

    An `included` one is already inside the prices: it is shown, not added.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="adjustments", db_index=False)
    item = models.ForeignKey(OrderItem, models.PROTECT, null=True, blank=True, related_name="adjustments")
    position = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=20, choices=AdjustmentType.choices)
    label = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=100, blank=True, help_text="Of the coupon, rule or certificate behind it.")
    info = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=20, choices=AdjustmentOrigin.choices, blank=True)
    reference = models.CharField(
        max_length=100, blank=True, help_text="The storefront's own id of the coupon, rule or certificate."
    )
    internal_info = models.CharField(max_length=500, blank=True, help_text="For staff only.")
    extra = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    amount = MoneyField()
    included = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="adjustment_position_once_an_order"),
            models.CheckConstraint(condition=Q(type__one_of=AdjustmentType.values), name="adjustment_type_known"),
            models.CheckConstraint(
                condition=Q(origin__one_of=["", *AdjustmentOrigin.values]), name="adjustment_origin_known"
            ),
        ]

    def __str__(self) -> str:
        amount = format_money(self.amount, self.order.currency, language=get_language())
        return f"{self.label or self.get_type_display()}: {amount}"
