"""Akinon's order items: the single units of our lines (ADR 21), each a row with its own id and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from cancellations.models import CancellationPlan, PlanLine
from common.money import format_amount
from dialects.akinon.imported_ids import ImportedIds
from dialects.akinon.planned import leaving_in, lines_about, named_in, numbers_in
from dialects.akinon.reading import rate_or_null, time_or_null
from dialects.akinon.shipments import Shipments, one_a_unit, shipments_of
from dialects.common.answer_cache import Seen
from dialects.common.units import Unit, unit_key, units_of
from orders.cancelling.plan_units import shown_status
from orders.models import ExternalKind, OrderItem, Shipment
from orders.statuses import ItemStatus
from orders.unit_states import UnitState

STATUSES = {
    UnitState.SENT: ItemStatus.SHIPPED,
    UnitState.DELIVERED: ItemStatus.DELIVERED,
    UnitState.RETURNED: ItemStatus.CANCELLED,
    UnitState.CANCELLED: ItemStatus.CANCELLED,
}
"""What units show that have got further than their line; the others show the line's own status."""
ARRIVED = (UnitState.DELIVERED, UnitState.RETURNED)
WAS_SENT = (UnitState.SENT, *ARRIVED)


class Slice(NamedTuple):
    """Some units of a line, from the `first` up to the one before the `end`; the line has `quantity` units."""

    line: Seen
    first: int
    end: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, the plans that are about it, the oldest first, and the shipment in which it was sent, if any."""

    unit: Unit
    plans: Sequence[CancellationPlan]
    shipment: Shipment | None

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
        return STATUSES[self.unit.state]


def find_unit(items: QuerySet[OrderItem], id: UUID) -> tuple[OrderItem, int]:
    """The line and the number of the unit with this id.

    Raises:
        Http404: none of these lines has it.
    """
    key = unit_key(id)
    named = {"order__serial": key.serial, "position": key.position} if key else {"pk": id}
    item = items.filter(**named).select_related("order").first()
    number = key.number if key else 0
    if item is None or number >= item.quantity:
        raise Http404("There is no such order item.")
    return item, number


def show_slices(slices: Sequence[Slice], code: int | None) -> list[dict[str, Any]]:
    """Units of lines in the printed order of their keys, all that a line has or those at a status."""
    found = OrderItem.objects.select_related("order").in_bulk([part.line.id for part in slices])
    about, shipments = lines_about(found), shipments_of(found)
    rows = []
    for part in slices:
        units = rows_of(found[part.line.id], about.get(part.line.id, ()), shipments.get(part.line.id, ()))
        rows += [row for row in units if code in (None, row.status)][part.first : part.end]
    return show_rows(rows)


def rows_of(item: OrderItem, lines: Sequence[PlanLine], shipments: Shipments) -> list[Row]:
    """The units of a line, given the lines of all plans about it, and the shipments in which units were sent."""
    order = item.order
    plans: dict[int, list[CancellationPlan]] = {}
    for plan, numbers in numbers_in(lines, item.quantity):
        for number in numbers:
            plans.setdefault(number, []).append(plan)
    units = units_of(
        item, serial=order.serial, currency=order.currency, cancelled=named_in(lines), leaving=leaving_in(lines)
    )
    sent = iter(one_a_unit(shipments))
    return [
        Row(unit, plans.get(unit.number, ()), next(sent, None) if unit.state in WAS_SENT else None) for unit in units
    ]


def show_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Units in the printed order of their keys."""
    orders = {row.unit.item.order_id: row.unit.item.order for row in rows}
    ids = ImportedIds([*orders, *(row.unit.id for row in rows)], orders=list(orders.values()))
    return [_show(row, ids) for row in rows]


def _show(row: Row, ids: ImportedIds) -> dict[str, Any]:
    unit, item, currency = row.unit, row.unit.item, row.unit.item.order.currency
    was_sent, has_arrived, shipment = unit.state in WAS_SENT, unit.state in ARRIVED, row.shipment or Shipment()
    return {
        "id": ids.id(ExternalKind.UNIT, unit.id),
        "order": ids.id(ExternalKind.ORDER, item.order_id),
        "sku": item.sku or None,
        "status": row.status,
        "price_currency": currency.lower(),
        "price": format_amount(item.unit_price, currency),
        "tax_rate": rate_or_null(item.tax_rate),
        "invoice_number": item.invoice_number or None,
        "invoice_date": time_or_null(item.invoice_date),
        "e_archive_url": item.e_archive_url or None,
        "tracking_number": (shipment.tracking_number or item.tracking_number or None) if was_sent else None,
        "shipping_company": (shipment.carrier or item.shipping_company or None) if was_sent else None,
        "retail_price": None if item.retail_price is None else format_amount(item.retail_price, currency),
        "extra_field": item.extra_field,
        "estimated_delivery_date": time_or_null(item.estimated_delivery_date),
        "discount_amount": format_amount(unit.discount, currency),
        "shipped_date": time_or_null(shipment.shipped_at or item.shipped_date) if was_sent else None,
        "delivered_date": time_or_null(shipment.delivered_at or item.delivered_date) if has_arrived else None,
        "cancel_status": shown_status(row.plans),
    }
