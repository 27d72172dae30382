"""The order's state machine, exactly as published: its transitions and their conditions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django_fsm import RETURN_VALUE, FSMIntegerField, transition

from common.fields import Identified
from common.fsm import ProtectedState, condition, manual, not_manual
from orders.statuses import CancelStatus, OrderStatus, PaymentStatus, ShippingStatus

S = OrderStatus

HOLDABLE = (S.CREATED, S.FAILED, S.PROCESSING, S.PACKAGE_WAITING, S.PACKAGED)
"""Statuses in which an order may be put on hold, and to which it is released."""


class OrderMachine(ProtectedState, Identified):
    """The statuses of an order, the times they were reached, and its transitions."""

    status = FSMIntegerField(choices=OrderStatus.choices, default=S.NEW, protected=True)
    status_before_cancellation = models.SmallIntegerField(
        choices=OrderStatus.choices, null=True, blank=True, editable=False
    )
    status_before_hold = models.SmallIntegerField(choices=OrderStatus.choices, null=True, blank=True, editable=False)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=150, blank=True, help_text="Who put it on hold.")
    hold_reason = models.TextField(max_length=2000, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True, help_text="When it is released by itself.")
    payment_status = models.CharField(
        max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.AWAITING_PAYMENT
    )
    shipping_status = models.CharField(max_length=20, choices=ShippingStatus.choices, default=ShippingStatus.READY)
    cancel_status = models.CharField(max_length=20, choices=CancelStatus.choices, null=True, blank=True)
    date_placed = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="The check passed: when it was approved, unless set separately."
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    item_count: int
    amount_paid: Decimal

    class Meta:
        abstract = True

    @condition(otherwise="The order has no items.", code="order_is_empty")
    def has_items(self) -> bool:
        return self.item_count > 0

    @condition(otherwise="Nothing is left to ship.", code="nothing_left_to_ship")
    def has_unshipped_items(self) -> bool:
        return self.shipping_status in {ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED}

    @condition(otherwise="Goods have been sent: cancel the rest with the cancel command.", code="goods_have_been_sent")
    def has_shipped_nothing(self) -> bool:
        return self.shipping_status == ShippingStatus.READY

    @condition(
        otherwise="The order was approved before it was put on hold: release it, or cancel it.",
        code="order_was_approved",
    )
    def was_never_approved(self) -> bool:
        return self.approved_at is None

    @condition(
        otherwise="The order is paid or authorized: cancel it with the cancel command, which refunds it.",
        code="refund_required",
    )
    def has_taken_no_money(self) -> bool:
        costs_nothing = self.payment_status == PaymentStatus.PAID and self.amount_paid == 0
        return costs_nothing or self.payment_status in {PaymentStatus.AWAITING_PAYMENT, PaymentStatus.CANCELLED}

    @transition("status", source=S.NEW, target=S.CREATED, conditions=[has_items], custom=manual())  # type: ignore[list-item]
    def place(self, *, at: datetime) -> None:
        """A draft becomes an order."""
        self.date_placed = self.date_placed or at

    @transition("status", source=HOLDABLE, target=S.HOLD, custom=manual())
    def hold(self, *, at: datetime) -> None:
        """Stock is kept while payment or a check is awaited; nothing is packed or shipped until the release."""
        self.status_before_hold, self.held_at = self.status, at

    @transition("status", source=S.HOLD, target=RETURN_VALUE(*HOLDABLE), custom=manual())
    def release(self, *, at: datetime) -> int:
        """Off hold: back to where the order came from."""
        came_from = self.status_before_hold or S.CREATED
        self._end_hold()
        return came_from

    @transition(
        "status",
        source=[S.CREATED, S.HOLD],
        target=S.FAILED,
        custom=manual(conditions=[was_never_approved]),
    )
    def fail(self, *, at: datetime) -> None:
        """The last attempt to pay failed."""
        self._end_hold()

    @transition("status", source=[S.CREATED, S.HOLD, S.FAILED], target=S.PROCESSING, custom=manual())
    def process(self, *, at: datetime) -> None:
        """Paid, or trusted to pay: fulfilment may begin."""
        self.approved_at = self.approved_at or at
        self._end_hold()
        self.verified_at = self.verified_at or at

    @transition("status", source=[S.PROCESSING, S.PACKAGED], target=S.PACKAGE_WAITING, custom=manual())
    def await_packaging(self, *, at: datetime) -> None:
        """Sent to packing, or unpacked again."""

    @transition("status", source=[S.PROCESSING, S.PACKAGE_WAITING], target=S.PACKAGED, custom=manual())
    def pack(self, *, at: datetime) -> None:
        """Everything that will be sent is packed."""

    @transition(
        "status",
        source=[S.PROCESSING, S.PACKAGE_WAITING, S.PACKAGED],
        target=S.SHIPPED,
        custom=manual(conditions=[has_unshipped_items]),
    )
    def ship(self, *, at: datetime) -> None:
        """The last shipment has left the warehouse."""

    @transition("status", source=S.SHIPPED, target=S.PACKAGED, custom=not_manual("Undo the sending of its shipment."))
    def unship(self, *, at: datetime) -> None:
        """A shipment was marked as sent by mistake."""

    @transition("status", source=S.SHIPPED, target=S.PACKAGE_WAITING, custom=not_manual("Declare its shipment lost."))
    def send_again(self, *, at: datetime) -> None:
        """A shipment was lost and is replaced."""

    @transition("status", source=[S.PROCESSING, S.SHIPPED], target=S.COMPLETED, custom=manual())
    def complete(self, *, at: datetime) -> None:
        """Received by the customer."""

    @transition(
        "status",
        source=[
            S.CREATED,
            S.HOLD,
            S.FAILED,
            S.PROCESSING,
            S.PACKAGE_WAITING,
            S.PACKAGED,
            S.SHIPPED,
            S.COMPLETED,
        ],
        target=S.CANCELLATION_WAITING,
        custom=not_manual("Open a cancellation plan to ask for a cancellation."),
    )
    def request_cancellation(self, *, at: datetime) -> None:
        """A cancellation or return of everything waits for a decision."""
        self.status_before_cancellation = self.status

    @transition(
        "status",
        source=S.CANCELLATION_WAITING,
        target=RETURN_VALUE(*(status for status in S if S.CREATED <= status <= S.COMPLETED)),
        custom=not_manual("The cancellation plan decides where the order goes."),
    )
    def resume(self, *, at: datetime) -> int:
        """The plan was rejected or withdrawn: back to where the order came from."""
        came_from, self.status_before_cancellation = self.status_before_cancellation, None
        if came_from is None:
            raise ValueError(f"Order {self} does not remember where it came from.")
        return came_from

    @transition(
        "status",
        source=[
            S.NEW,
            S.CREATED,
            S.HOLD,
            S.FAILED,
            S.PROCESSING,
            S.PACKAGE_WAITING,
            S.PACKAGED,
            S.CANCELLATION_WAITING,
        ],
        target=S.CANCELLED,
        custom=manual(
            sources=[S.NEW, S.CREATED, S.HOLD, S.FAILED],
            conditions=[has_taken_no_money, has_shipped_nothing],
            instead="Cancel it with the cancel command, which gives the money back.",
        ),
    )
    def cancel(self, *, at: datetime) -> None:
        """Nothing of it will be sent."""
        self.cancelled_at = at
        self.status_before_cancellation = None
        self._end_hold()

    @transition(
        "status",
        source=[S.CREATED, S.HOLD, S.PROCESSING, S.PACKAGE_WAITING],
        target=S.REJECTED,
        custom=not_manual("Reject the items."),
    )
    def reject(self, *, at: datetime) -> None:
        """The seller could not fulfil any of it."""
        self.cancelled_at = at
        self._end_hold()

    @transition(
        "status",
        source=[
            S.HOLD,
            S.PROCESSING,
            S.PACKAGE_WAITING,
            S.PACKAGED,
            S.SHIPPED,
            S.COMPLETED,
            S.CANCELLATION_WAITING,
        ],
        target=S.REFUNDED,
        custom=not_manual("Refund the payments."),
    )
    def mark_refunded(self, *, at: datetime) -> None:
        """Everything that was paid has been refunded."""
        self.status_before_cancellation = None
        self._end_hold()

    def _end_hold(self) -> None:
        self.status_before_hold = self.held_at = self.hold_until = None
        self.held_by = self.hold_reason = ""
