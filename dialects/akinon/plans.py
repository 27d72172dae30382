"""What a cancellation plan looks like in Akinon: the units of its lines by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from access.callers import Caller
from cancellations.models import CancellationPlan, PlanLine
from common.money import format_amount
from dialects.akinon.imported_ids import ImportedIds
from dialects.akinon.planned import lines_about, numbers_in
from dialects.common.units import unit_id
from orders.models import ExternalKind, Order


def show_plans(plans: Sequence[CancellationPlan], caller: Caller) -> list[dict[str, Any]]:
    """Plans in the printed order of their keys."""
    about = lines_about({line.item_id for plan in plans for line in plan.lines.all()})
    units = {plan.pk: list(_units(plan, about)) for plan in plans}
    orders: dict[UUID, Order] = {plan.order_id: plan.order for plan in plans}
    keys = [*units, *orders, *(unit for found in units.values() for unit in found)]
    ids = ImportedIds(keys, orders=list(orders.values()))
    return [_show(plan, units[plan.pk], ids, caller) for plan in plans]


def _show(plan: CancellationPlan, units: Sequence[UUID], ids: ImportedIds, caller: Caller) -> dict[str, Any]:
    currency = plan.order.currency
    return {
        "id": ids.id(ExternalKind.PLAN, plan.pk),
        "shipping_refund_amount": format_amount(plan.shipping_refund_amount, currency),
        "refund_amount": format_amount(plan.refund_amount, currency),
        "discount_refund_amount": format_amount(plan.discount_refund_amount, currency),
        "status": plan.status,
        "plan_type": plan.plan_type,
        "invoice_number": plan.invoice_number or None,
        "payment_plan": (plan.payment_plan if caller.sees_payments else None) or {},
        "order": ids.id(ExternalKind.ORDER, plan.order_id),
        "order_items": [ids.id(ExternalKind.UNIT, unit) for unit in units],
    }


def _units(plan: CancellationPlan, about: Mapping[UUID, Sequence[PlanLine]]) -> Iterator[UUID]:
    """The ids of the units that a plan is about."""
    for line in plan.lines.all():
        for other, numbers in numbers_in(about[line.item_id], line.item.quantity):
            if other.pk == plan.pk:
                yield from (unit_id(line.item, number, serial=plan.order.serial) for number in numbers)
