"""Akinon's order items: the single units of our lines (ADR 21), each a row with its own id and status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.http import Http404
from rest_framework.request import Request

from cancellations.models import CancellationPlan
from common.money import format_amount
from dialects.akinon.paging import Window, around, window_of
from dialects.akinon.reading import time_or_null
from dialects.common.units import Unit, UnitState, unit_key, units_of
from orders.models import OrderItem
from orders.statuses import ItemStatus

REJECTED_UNIT = "unit:{item}:{number}"
"""The key of a command that rejects one unit. Its plan keeps the key, and so says which unit it was."""

_STATUSES = {
    UnitState.SENT: ItemStatus.SHIPPED,
    UnitState.DELIVERED: ItemStatus.DELIVERED,
    UnitState.RETURNED: ItemStatus.CANCELLED,
    UnitState.CANCELLED: ItemStatus.CANCELLED,
    UnitState.REJECTED: ItemStatus.REJECTED,
}


def paged_units(items: QuerySet[OrderItem], request: Request) -> tuple[list[Unit], dict[str, Any]]:
    """The units on the page that is asked for, and what stands before them.

    Raises:
        Http404, InvalidParameters: as for `paged`.
    """
    count = items.aggregate(units=Sum("quantity"))["units"] or 0
    window = window_of(request, count)
    # Each line has at least one unit: so many lines are enough.
    sizes = items.values_list("pk", "quantity")[: window.end]
    picked = dict(_lines_within(sizes, window))
    rows = {item.pk: item for item in items.filter(pk__in=picked)}
    rejected = rejected_numbers(rows)
    units = [
        unit
        for key, (first, last) in picked.items()
        for unit in _units(rows[key], rejected.get(key, set()))[first:last]
    ]
    return units, around(request, window, count)


def unit_called(items: QuerySet[OrderItem], id: UUID) -> Unit:
    """The unit with this id.

    Raises:
        Http404: none of these lines has it.
    """
    key = unit_key(id)
    named = {"order__serial": key.serial, "position": key.position} if key else {"pk": id}
    item = items.filter(**named).first()
    number = key.number if key else 0
    if item is None or number >= item.quantity:
        raise Http404("There is no such order item.")
    return _units(item, rejected_numbers([item.pk]).get(item.pk, set()))[number]


def rejected_numbers(items: Iterable[UUID]) -> dict[UUID, set[int]]:
    """The numbers of the units of these lines that were rejected one by one."""
    plans = CancellationPlan.objects.filter(rejects_items=True, lines__item__in=list(items))
    found: dict[UUID, set[int]] = {}
    for item, key in plans.values_list("lines__item", "idempotency_key"):
        prefix = "reject:" + REJECTED_UNIT.format(item=item, number="")
        if key and key.startswith(prefix):
            found.setdefault(item, set()).add(int(key.removeprefix(prefix)))
    return found


def status_of(unit: Unit) -> int:
    """The status of a unit: its own as far as it has got further than its line, else the line's."""
    return int(_STATUSES.get(unit.state, ItemStatus(unit.item.status)))


def show_unit(unit: Unit) -> dict[str, Any]:
    """A unit in the printed order of its keys."""
    item, currency = unit.item, unit.item.order.currency
    was_sent = unit.state in (UnitState.SENT, UnitState.DELIVERED, UnitState.RETURNED)
    has_arrived = unit.state in (UnitState.DELIVERED, UnitState.RETURNED)
    return {
        "id": str(unit.id),
        "order": str(item.order_id),
        "sku": item.sku or None,
        "status": status_of(unit),
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
        "cancel_status": item.cancel_status,
    }


def _units(item: OrderItem, rejected: set[int]) -> list[Unit]:
    """The units of a line. Those that were rejected by number are; of a rejected line, all that were cancelled."""
    order = item.order
    units = units_of(item, serial=order.serial, currency=order.currency, cancelled=rejected)
    return [
        replace(unit, state=UnitState.REJECTED)
        if unit.number in rejected or (unit.state is UnitState.CANCELLED and item.status == ItemStatus.REJECTED)
        else unit
        for unit in units
    ]


def _lines_within(sizes: Iterable[tuple[UUID, int]], window: Window) -> Iterator[tuple[UUID, tuple[int, int]]]:
    """The lines of which units are within the window, and the numbers of the first and after the last of them."""
    begun = 0
    for key, quantity in sizes:
        first, last = max(0, window.start - begun), min(quantity, window.end - begun)
        if first < last:
            yield key, (first, last)
        begun += quantity
        if begun >= window.end:
            return
