"""Line items of an order, and the progress of their units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django_fsm import RETURN_VALUE, FSMIntegerField, transition

from common.fields import Identified, MoneyField, RateField
from common.fsm import ProtectedState
from common.money import ZERO
from orders.models.order import Order
from orders.statuses import CancelStatus, ItemStatus

S = ItemStatus

PROGRESS = (
    "status",
    "status_before_cancellation",
    "cancel_status",
    "quantity_shipped",
    "quantity_delivered",
    "quantity_cancelled",
    "quantity_refunded_unsent",
    "quantity_returned",
    "tracking_number",
    "shipping_company",
    "shipped_date",
    "delivered_date",
)
"""The columns that hold an item's progress."""
HAS_UNITS_OVER = Q(quantity_cancelled__gt=0) | Q(quantity_refunded_unsent__gt=0) | Q(quantity_returned__gt=0)
"""Some units will not be sent, or came back."""


class OrderItem(ProtectedState, Identified):
    """A product as it was ordered, and its units. Amounts are in the order's currency."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=100, blank=True)
    product = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    quantity = models.PositiveIntegerField()
    unit_price = MoneyField()
    retail_price = MoneyField(null=True, blank=True)
    tax_rate = RateField(null=True, blank=True)
    discount_amount = MoneyField(default=ZERO)
    adjustments_total = MoneyField(default=ZERO)
    total = MoneyField()
    quantity_shipped = models.PositiveIntegerField(default=0)
    quantity_delivered = models.PositiveIntegerField(default=0)
    quantity_cancelled = models.PositiveIntegerField(default=0)
    quantity_refunded_unsent = models.PositiveIntegerField(
        default=0, help_text="Units that were refunded before they were sent, and are not shipped any more."
    )
    quantity_returned = models.PositiveIntegerField(default=0)
    status = FSMIntegerField(choices=ItemStatus.choices, default=S.PENDING, protected=True)
    status_before_cancellation = models.SmallIntegerField(
        choices=ItemStatus.choices, null=True, blank=True, editable=False
    )
    cancel_status = models.CharField(max_length=20, choices=CancelStatus.choices, null=True, blank=True)
    extra_field = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    estimated_delivery_date = models.DateTimeField(null=True, blank=True)
    shipped_date = models.DateTimeField(null=True, blank=True)
    delivered_date = models.DateTimeField(null=True, blank=True)
    invoice_number = models.CharField(max_length=100, blank=True)
    invoice_date = models.DateTimeField(null=True, blank=True)
    e_archive_url = models.CharField(max_length=500, blank=True)
    tracking_number = models.CharField(max_length=100, blank=True)
    shipping_company = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    saved_progress: Mapping[str, Any] = {}
    """The stored values of the `progress` columns, as far as they are known."""

    class Meta:
        verbose_name = "order item"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="item_position_once_an_order"),
            models.CheckConstraint(condition=Q(status__one_of=ItemStatus.values), name="item_status_known"),
            models.CheckConstraint(
                condition=Q(cancel_status__isnull=True) | Q(cancel_status__one_of=CancelStatus.values),
                name="item_cancel_status_known",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="item_has_units"),
            models.CheckConstraint(
                condition=Q(quantity_delivered__gte=0, quantity_delivered__lte=F("quantity_shipped")),
                name="item_delivered_within_shipped",
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity_cancelled__gte=0,
                    quantity_refunded_unsent__gte=0,
                    quantity__gte=F("quantity_shipped") + F("quantity_cancelled") + F("quantity_refunded_unsent"),
                ),
                name="item_shipped_cancelled_and_refunded_within_quantity",
            ),
            models.CheckConstraint(
                condition=Q(quantity_returned__gte=0, quantity_returned__lte=F("quantity_shipped")),
                name="item_returned_within_shipped",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, discount_amount__gte=0, total__gte=0), name="item_amounts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    total=ExpressionWrapper(
                        F("quantity") * F("unit_price") - F("discount_amount") + F("adjustments_total"),
                        output_field=MoneyField(),
                    )
                ),
                name="item_total_is_the_sum_of_its_parts",
            ),
        ]
        indexes = [
            models.Index(fields=["sku", "order"], name="item_sku"),
            models.Index(fields=["status", "id"], name="item_status"),
            models.Index(fields=["unit_price", "id"], name="item_unit_price"),
            models.Index(fields=["retail_price", "id"], name="item_retail_price"),
            models.Index(fields=["discount_amount", "id"], name="item_discount"),
            models.Index(fields=["created_at", "id"], name="item_created"),
            models.Index(fields=["updated_at", "id"], name="item_updated"),
            models.Index(fields=["created_at", "id"], name="item_units_over", condition=HAS_UNITS_OVER),
            models.Index(
                fields=["cancel_status", "id"], name="item_cancel_status", condition=Q(cancel_status__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def name(self) -> str:
        """The display name."""
        return str(self.product.get("name") or self.sku or self.id)

    @property
    def progress(self) -> dict[str, Any]:
        """Its progress, column by column."""
        return {name: getattr(self, name) for name in PROGRESS}

    @property
    def quantity_open(self) -> int:
        """Units that may still be sent."""
        return self.quantity_unsent - self.quantity_refunded_unsent

    @property
    def quantity_unsent(self) -> int:
        """Units that are neither sent nor cancelled."""
        return self.quantity - self.quantity_shipped - self.quantity_cancelled

    @property
    def quantity_left(self) -> int:
        """Units that the customer has or will get: not cancelled, returned, or refunded unsent."""
        return self.quantity - self.quantity_cancelled - self.quantity_refunded_unsent - self.quantity_returned

    @transition("status", source=S.PENDING, target=S.APPROVED)
    def approve(self, *, at: datetime) -> None:
        """The order is approved."""

    @transition("status", source=[S.APPROVED, S.PACKAGED], target=S.PACKAGE_WAITING)
    def await_packaging(self, *, at: datetime) -> None:
        """Sent to packing, or unpacked again."""

    @transition("status", source=[S.APPROVED, S.PACKAGE_WAITING], target=S.PACKAGED)
    def pack(self, *, at: datetime) -> None:
        """Packed."""

    @transition("status", source=[S.APPROVED, S.PACKAGE_WAITING, S.PACKAGED], target=S.SHIPPED)
    def ship(self, *, at: datetime) -> None:
        """Every unit that will be sent has been sent."""
        self.shipped_date = at

    @transition("status", source=S.SHIPPED, target=S.PACKAGED)
    def unship(self, *, at: datetime) -> None:
        """Units of it were marked as sent by mistake."""
        self.shipped_date = None

    @transition("status", source=S.SHIPPED, target=S.PACKAGE_WAITING)
    def send_again(self, *, at: datetime) -> None:
        """Units of it were lost and are replaced."""
        self.shipped_date = None

    @transition("status", source=S.SHIPPED, target=S.DELIVERED)
    def deliver(self, *, at: datetime) -> None:
        """Every unit that was sent has arrived."""
        self.delivered_date = at

    @transition(
        "status",
        source=[S.PENDING, S.APPROVED, S.PACKAGE_WAITING, S.PACKAGED, S.SHIPPED, S.DELIVERED],
        target=S.CANCELLATION_WAITING,
    )
    def request_cancellation(self, *, at: datetime) -> None:
        """A cancellation plan with this item is open."""
        self.status_before_cancellation = self.status

    @transition(
        "status",
        source=S.CANCELLATION_WAITING,
        target=RETURN_VALUE(*(status for status in S if status <= S.DELIVERED)),
    )
    def resume(self, *, at: datetime) -> int:
        """Back to where it came from: the plan was rejected or withdrawn, or units are left."""
        came_from, self.status_before_cancellation = self.status_before_cancellation, None
        if came_from is None:
            raise ValueError(f"Item {self.pk} does not remember where it came from.")
        return came_from

    @transition(
        "status",
        source=[S.PENDING, S.APPROVED, S.PACKAGE_WAITING, S.PACKAGED, S.CANCELLATION_WAITING],
        target=S.CANCELLED,
    )
    def cancel(self, *, at: datetime) -> None:
        """No unit of it will be sent, or every unit came back."""
        self.status_before_cancellation = None

    @transition("status", source=[S.PENDING, S.APPROVED, S.PACKAGE_WAITING, S.CANCELLATION_WAITING], target=S.REJECTED)
    def reject(self, *, at: datetime) -> None:
        """The seller cannot fulfil it. Packaged items cannot be rejected."""
        self.status_before_cancellation = None
