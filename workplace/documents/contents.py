"""The content of each document, read from the order's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cancellations.models import PlanLine
from cancellations.statuses import PlanStatus
from orders.models import Adjustment, Order, OrderItem, Shipment
from orders.refunded import refunds_of_units
from orders.shares import shares_of
from orders.statuses import TERMINATED, ShipmentState
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState


@dataclass(frozen=True, slots=True)
class Returned:
    """Units of an item that were refunded, wholly or in part."""

    item: OrderItem
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SlipsSize:
    """How much there is to draw: which orders have slips, their shipments (at least a page each), and their lines."""

    orders: frozenset[UUID]
    shipments: int
    lines: int


# --- packing slip ---


def has_shipments(order: Order) -> bool:
    """Whether something is to be packed, or was sent."""
    return _shipments([order]).exists()


def size_of_packing_slips(orders: Iterable[Order]) -> SlipsSize:
    """How much there is to draw for the packing slips of these orders, found in one query."""
    waiting: dict[UUID, bool] = {}
    counted = _shipments(orders).values_list("order", "state").annotate(Count("pk", distinct=True), Count("lines"))
    sizes = [(order, state == ShipmentState.READY, shipments, lines) for order, state, shipments, lines in counted]
    for order, is_ready, _count, _lines in sizes:
        waiting[order] = waiting.get(order, False) or is_ready
    shown = [(shipments, lines) for order, is_ready, shipments, lines in sizes if is_ready == waiting[order]]
    return SlipsSize(frozenset(waiting), sum(shipments for shipments, _ in shown), sum(lines for _, lines in shown))


def of_packing_slip(order: Order) -> dict[str, Any]:
    """The ready shipments, or, when all were shipped, the shipped ones."""
    shipments = list(_shipments([order]).prefetch_related("lines__item").order_by("id"))
    waiting = [shipment for shipment in shipments if shipment.state == ShipmentState.READY]
    for shipment in shipments:
        shipment.sorted_lines = sorted(shipment.lines.all(), key=lambda line: line.item.position)  # type: ignore[attr-defined]
    return {"shipments": waiting or shipments, "address": order.shipping_address or order.billing_address}


def _shipments(orders: Iterable[Order]) -> QuerySet[Shipment]:
    """Those that are not cancelled or lost. Of an order that is over only what was sent counts: nothing is packed."""
    over = Q(state__in=[ShipmentState.CANCELLED, ShipmentState.LOST]) | Q(
        state=ShipmentState.READY, order__status__in=TERMINATED
    )
    return Shipment.objects.filter(order__in=list(orders)).exclude(over)


# --- order confirmation ---


def is_placed(order: Order) -> bool:
    """Whether the customer has ordered; a draft is no order yet."""
    return order.date_placed is not None


def of_confirmation(order: Order) -> dict[str, Any]:
    """What was ordered, what it costs and how it was paid."""
    adjustments = list(Adjustment.objects.filter(order=order, item=None).order_by("position"))
    return {
        "items": list(OrderItem.objects.filter(order=order).order_by("position")),
        "adjustments": [line for line in adjustments if not line.included],
        "included": [line for line in adjustments if line.included],
        "payments": list(Payment.objects.filter(order=order, status=PaymentState.COMPLETED).order_by("id")),
        "billing_address": order.billing_address,
        "shipping_address": order.shipping_address,
    }


# --- refund note ---


def has_refunds(order: Order) -> bool:
    """Whether money went back to the customer."""
    return _refunds(order).exists()


def of_refund_note(order: Order) -> dict[str, Any]:
    """What went back, when, on which payment, and for what."""
    refunds = list(_refunds(order).select_related("payment").order_by("id"))
    return {
        "refunds": refunds,
        "refunded_units": _refunded_units(order, refunds),
        "total": sum((refund.amount for refund in refunds), Decimal(0)),
        "address": order.billing_address or order.shipping_address,
    }


def _refunds(order: Order) -> QuerySet[Refund]:
    return Refund.objects.filter(payment__order=order, status=RefundState.SUCCEEDED)


def _refunded_units(order: Order, refunds: Iterable[Refund]) -> list[Returned]:
    """By item that the order still has: refunds of units alone, and with cancellations and returns."""
    items = {item.pk: item for item in OrderItem.objects.filter(order=order).order_by("position")}
    shares = shares_of(order, list(items.values()), list(Adjustment.objects.filter(order=order)))
    sums: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for line in chain.from_iterable(refund.lines for refund in refunds):
        sums[UUID(line["item"])] += Decimal(line["amount"])
    alone = refunds_of_units(_refunds(order), shares)
    rows = [
        Returned(items[pk], alone[pk].units + bool(alone[pk].credit), amount)
        for pk, amount in sums.items()
        if pk in items
    ]
    plans = PlanLine.objects.filter(plan__order=order, plan__status=PlanStatus.COMPLETED, refund_amount__gt=0)
    rows += [
        Returned(items[line.item_id], line.quantity - line.already_refunded, line.refund_amount)
        for line in plans.order_by("id")
    ]
    return sorted(rows, key=lambda line: line.item.position)
