"""What the page of an order shows, read with the same number of queries for every order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from access.callers import Caller
from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanType
from common.money import ZERO
from events.models import Event, Message
from orders.models import Adjustment, Note, Order, OrderItem, Shipment, ShipmentLine, Withdrawal
from orders.status.change_status import UNITS_REFUNDED
from orders.statuses import ShipmentState
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, PaymentState, RefundState

EVENTS_A_PAGE = 20
MOST_EVENTS = 1_000
MOST_NOTES = 100
MOST_OTHER_ORDERS = 5
MOST_MESSAGES = 5

JOINED = (
    "channel", "customer",
    "billing_address__country", "billing_address__city", "billing_address__township", "billing_address__district",
    "shipping_address__country", "shipping_address__city", "shipping_address__township", "shipping_address__district",
)  # fmt: skip


@dataclass(frozen=True)
class OrderPage:
    """An order with everything that belongs to it. Amounts are in its currency."""

    order: Order
    items: list[OrderItem]
    adjustments: list[Adjustment]
    shipments: list[Shipment]
    payments: list[Payment]
    plans: list[CancellationPlan]
    withdrawals: list[Withdrawal]
    messages: list[Message]

    @cached_property
    def refunds(self) -> list[Refund]:
        """All refunds, the oldest first."""
        found = [refund for payment in self.payments for refund in payment.refunds.all()]
        return sorted(found, key=lambda refund: refund.pk)

    @cached_property
    def completed_payments(self) -> list[Payment]:
        """The payments that have brought money, newest first."""
        done = [payment for payment in self.payments if payment.status == PaymentState.COMPLETED]
        return sorted(done, key=lambda payment: (payment.completed_at, payment.pk), reverse=True)

    @property
    def remaining(self) -> Decimal:
        """What can still be refunded."""
        return sum((payment.refundable_amount for payment in self.payments), ZERO)

    @property
    def expected(self) -> Decimal:
        """What payments that are under way may still bring."""
        return sum((payment.amount for payment in self.payments if payment.status in OPEN_PAYMENTS), ZERO)

    @property
    def reserved(self) -> Decimal:
        """What is on its way back."""
        return sum((refund.amount for refund in self.refunds if refund.status in PENDING_REFUNDS), ZERO)

    @property
    def unknown(self) -> Decimal:
        """What may have gone back, or may not."""
        return sum((refund.amount for refund in self.refunds if refund.status == RefundState.UNKNOWN), ZERO)

    @cached_property
    def open_decisions(self) -> set[str]:
        """The types of the open cancellation plans, and refunds of units that were not sent."""
        withheld = {str(item.pk) for item in self.items if item.quantity_refunded_unsent}
        pending = {line["item"] for row in self.refunds if row.status in PENDING_REFUNDS for line in row.lines}
        types = {line.plan.plan_type for line in self.open_lines}
        return {*types, UNITS_REFUNDED} if withheld & pending else types

    @cached_property
    def open_lines(self) -> list[PlanLine]:
        """The lines of open cancellation plans."""
        return [line for plan in self.plans for line in plan.lines.all() if line.open]

    def sendable(self, item: OrderItem) -> int:
        """The units of an item that can be shipped now."""
        return max(0, item.quantity_open - self._waiting[item.pk])

    def in_ready_shipments(self, item: OrderItem) -> int:
        """The units of an item in shipments that are ready."""
        return self._ready[item.pk]

    @cached_property
    def _ready(self) -> Counter[UUID]:
        found: Counter[UUID] = Counter()
        for shipment in self.shipments:
            if shipment.state == ShipmentState.READY:
                found.update({line.item_id: line.quantity for line in shipment.lines.all()})
        return found

    @cached_property
    def _waiting(self) -> Counter[UUID]:
        cancelled = [line for line in self.open_lines if line.plan.plan_type == PlanType.CANCEL]
        return Counter({line.item_id: line.quantity for line in cancelled})


def order_page(order: Order) -> OrderPage:
    """Everything that belongs to an order, in eleven queries."""
    items = list(OrderItem.objects.filter(order=order).order_by("position"))
    known = {item.pk: item for item in items}
    page = OrderPage(
        order=order,
        items=items,
        adjustments=list(Adjustment.objects.filter(order=order).order_by("position")),
        shipments=_shipments(order),
        payments=_payments(order),
        plans=_plans(order),
        withdrawals=list(Withdrawal.objects.filter(order=order).order_by("-id")),
        messages=_messages(order),
    )
    rows: list[Any] = [*items, *page.shipments, *page.payments, *page.plans]
    for row in rows:
        row.order = order
    holders: list[Any] = [*page.shipments, *page.plans]
    for line in [line for row in holders for line in row.lines.all()]:
        line.item = known[line.item_id]
    return page


def found_order(order_id: str | UUID, caller: Caller) -> Order | None:
    """The order with its channel and addresses; None if none is in the caller's reach."""
    return Order.objects.visible_to(caller).select_related(*JOINED).filter(pk=order_id).first()


def events_of(order: Order, *, up_to: int | None = None, most: int = EVENTS_A_PAGE) -> list[Event]:
    """What happened to an order, newest first, from a place in its numbering backwards."""
    events = Event.objects.filter(order=order)
    if up_to is not None:
        events = events.filter(sequence__lte=up_to)
    return list(events.order_by("-sequence")[:most])


def notes_of(order: Order) -> list[Note]:
    """The newest notes."""
    return list(Note.objects.filter(order=order).order_by("-id")[:MOST_NOTES])


def _messages(order: Order) -> list[Message]:
    """The newest e-mails to the customer."""
    return list(Message.objects.filter(order=order).order_by("-id")[:MOST_MESSAGES])


def other_orders_of(order: Order, caller: Caller) -> list[Order]:
    """The customer's newest other orders in the caller's reach."""
    if not caller.knows_customers:
        return []
    others = Order.objects.visible_to(caller).filter(customer=order.customer_id).exclude(pk=order.pk)
    return list(others.order_by("-date_placed", "-id")[:MOST_OTHER_ORDERS])


def _shipments(order: Order) -> list[Shipment]:
    lines = Prefetch("lines", ShipmentLine.objects.order_by("id"))
    return list(Shipment.objects.filter(order=order).prefetch_related(lines).order_by("id"))


def _payments(order: Order) -> list[Payment]:
    refunds = Prefetch("refunds", Refund.objects.order_by("id"))
    return list(Payment.objects.filter(order=order).prefetch_related(refunds).order_by("id"))


def _plans(order: Order) -> list[CancellationPlan]:
    lines = Prefetch("lines", PlanLine.objects.order_by("id"))
    return list(CancellationPlan.objects.filter(order=order).prefetch_related(lines).order_by("id"))
