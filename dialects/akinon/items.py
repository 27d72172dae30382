"""Akinon's order items: the single units of our lines (ADR 21), each a row with its own id and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum, Window
from django.http import Http404
from rest_framework.request import Request

from cancellations.models import CancellationPlan, PlanLine
from common.money import format_amount
from dialects.akinon.brought import Brought
from dialects.akinon.counting import with_units
from dialects.akinon.paging import around, window_of
from dialects.akinon.planned import lines_about, named_in, numbers_in
from dialects.akinon.reading import time_or_null
from dialects.common.units import Unit, unit_key, units_of
from orders.cancelling.plan_units import shown_status
from orders.models import ExternalKind, OrderItem
from orders.statuses import ItemStatus
from orders.unit_states import UnitState

NEWEST_FIRST = ("-created_at", "-id")

_STATUSES = {
    UnitState.SENT: ItemStatus.SHIPPED,
    UnitState.DELIVERED: ItemStatus.DELIVERED,
    UnitState.RETURNED: ItemStatus.CANCELLED,
    UnitState.CANCELLED: ItemStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, and the plans that are about it, the oldest first."""

    unit: Unit
    plans: Sequence[CancellationPlan]

    @property
    def status(self) -> int:
        """Its own as far as it has got further than its line, else the line's."""
        item = self.unit.item
        if any(plan.rejects_items for plan in self.plans):
            return ItemStatus.REJECTED
        if any(plan.is_open for plan in self.plans):
            return ItemStatus.CANCELLATION_WAITING
        if self.unit.state is UnitState.WAITING:
            return int(item.status_before_cancellation or item.status)
        return _STATUSES[self.unit.state]


def paged_rows(items: QuerySet[OrderItem], request: Request, *, code: int | None) -> tuple[list[Row], dict[str, Any]]:
    """The units on the page that is asked for, all or those at a status, and what stands before them.

    Raises:
        Http404, InvalidParameters: as for `paged`.
    """
    lines = with_units(items.order_by(*NEWEST_FIRST), code)
    count = lines.aggregate(count=Sum("units"))["count"] or 0
    window = window_of(request, count)
    # Each line has a unit at least, so that no more of them are on the pages so far.
    so_far = lines.filter(pk__in=lines.values("pk")[: window.end])
    begun = Window(Sum("units"), order_by=NEWEST_FIRST) - F("units")
    on_page = so_far.annotate(begun=begun).filter(begun__lt=window.end, begun__gt=window.start - F("units"))
    picked = dict(on_page.values_list("pk", "begun"))
    found = OrderItem.objects.select_related("order").in_bulk(picked)
    about = lines_about(picked)
    rows = []
    for key, before in picked.items():
        wanted = [row for row in rows_of(found[key], about.get(key, ())) if code in (None, row.status)]
        rows += wanted[max(0, window.start - before) : window.end - before]
    return rows, around(request, window, count)


def row_called(items: QuerySet[OrderItem], id: UUID) -> Row:
    """The unit with this id.

    Raises:
        Http404: none of these lines has it.
    """
    key = unit_key(id)
    named = {"order__serial": key.serial, "position": key.position} if key else {"pk": id}
    item = items.filter(**named).select_related("order").first()
    number = key.number if key else 0
    if item is None or number >= item.quantity:
        raise Http404("There is no such order item.")
    return rows_of(item, lines_about([item.pk]).get(item.pk, ()))[number]


def rows_of(item: OrderItem, lines: Sequence[PlanLine]) -> list[Row]:
    """The units of a line, given the lines of all plans about it."""
    order = item.order
    plans: dict[int, list[CancellationPlan]] = {}
    for plan, numbers in numbers_in(lines, item.quantity):
        for number in numbers:
            plans.setdefault(number, []).append(plan)
    units = units_of(item, serial=order.serial, currency=order.currency, cancelled=named_in(lines))
    return [Row(unit, plans.get(unit.number, ())) for unit in units]


def show_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Units in the printed order of their keys."""
    orders = {row.unit.item.order_id: row.unit.item.order for row in rows}
    brought = Brought([*orders, *(row.unit.id for row in rows)], orders=list(orders.values()))
    return [_show(row, brought) for row in rows]


def _show(row: Row, brought: Brought) -> dict[str, Any]:
    unit, item, currency = row.unit, row.unit.item, row.unit.item.order.currency
    was_sent = unit.state in (UnitState.SENT, UnitState.DELIVERED, UnitState.RETURNED)
    has_arrived = unit.state in (UnitState.DELIVERED, UnitState.RETURNED)
    return {
        "id": brought.id(ExternalKind.UNIT, unit.id),
        "order": brought.id(ExternalKind.ORDER, item.order_id),
        "sku": item.sku or None,
        "status": row.status,
        "price_currency": currency.lower(),
        "price": format_amount(item.unit_price, currency),
        "tax_rate": None if item.tax_rate is None else f"{item.tax_rate:.2f}",
        "invoice_number": item.invoice_number or None,
        "invoice_date": time_or_null(item.invoice_date),
        "e_archive_url": item.e_archive_url or None,
        "tracking_number": (item.tracking_number or None) if was_sent else None,
        "shipping_company": (item.shipping_company or None) if was_sent else None,
        "retail_price": None if item.retail_price is None else format_amount(item.retail_price, currency),
        "extra_field": item.extra_field,
        "estimated_delivery_date": time_or_null(item.estimated_delivery_date),
        "discount_amount": format_amount(unit.discount, currency),
        "shipped_date": time_or_null(item.shipped_date) if was_sent else None,
        "delivered_date": time_or_null(item.delivered_date) if has_arrived else None,
        "cancel_status": shown_status(row.plans),
    }
