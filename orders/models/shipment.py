"""Shipments: units that are sent together."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from common.fields import Identified
from common.fsm import ProtectedState
from orders.models.item import OrderItem
from orders.models.order import Order
from orders.statuses import ShipmentState

S = ShipmentState


class Shipment(ProtectedState, Identified):
    """One shipment of an order."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments")
    state = FSMField(max_length=10, choices=ShipmentState.choices, default=S.READY, protected=True)
    carrier = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=100, blank=True)
    tracking_number = models.CharField(max_length=100, blank=True)
    tracking_url = models.CharField(max_length=500, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True, help_text="When it was declared lost.")
    lost_reason = models.CharField(max_length=500, blank=True)
    lost_key = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__one_of=ShipmentState.values), name="shipment_state_known"),
            models.CheckConstraint(
                condition=Q(state=ShipmentState.LOST, lost_at__isnull=False)
                | (~Q(state=ShipmentState.LOST) & Q(lost_at__isnull=True)),
                name="shipment_lost_has_a_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tracking_number", "order"], name="shipment_tracking", condition=~Q(tracking_number="")
            ),
            models.Index(fields=["state", "created_at"], name="shipment_state_created"),
            models.Index(
                fields=["shipped_at", "order"], name="shipment_shipped", condition=Q(shipped_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state} {self.tracking_number}".strip()

    @transition("state", source=S.READY, target=S.SHIPPED)
    def ship(self, *, at: datetime) -> None:
        """Handed to the carrier."""
        self.shipped_at = at

    @transition("state", source=S.SHIPPED, target=S.DELIVERED)
    def deliver(self, *, at: datetime) -> None:
        """Handed to the customer."""
        self.delivered_at = at

    @transition("state", source=S.READY, target=S.CANCELLED)
    def cancel(self, *, at: datetime) -> None:
        """Cancelled: it will not be sent."""

    @transition("state", source=S.SHIPPED, target=S.READY)
    def unship(self, *, at: datetime) -> None:
        """It was marked as sent by mistake, and is still here."""
        self.shipped_at = None

    @transition("state", source=S.SHIPPED, target=S.LOST)
    def lose(self, *, at: datetime) -> None:
        """It will not arrive."""
        self.lost_at = at


class ShipmentLine(Identified):
    """How many units of an item are in a shipment."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey(OrderItem, models.PROTECT, related_name="shipment_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "item"], name="shipment_line_once_an_item"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="shipment_line_has_units"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id}"
