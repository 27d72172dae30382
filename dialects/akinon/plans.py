"""What a cancellation plan looks like in Akinon: the units of its lines by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanType
from common.money import format_amount
from dialects.akinon.items import rejected_numbers
from dialects.common.units import unit_id


def show_plans(plans: Iterable[CancellationPlan]) -> list[dict[str, Any]]:
    """Plans in the printed order of their keys."""
    shown = list(plans)
    rejected = rejected_numbers({line.item_id for plan in shown for line in plan.lines.all()})
    return [_show(plan, rejected) for plan in shown]


def _show(plan: CancellationPlan, rejected: dict[Any, set[int]]) -> dict[str, Any]:
    currency = plan.order.currency
    return {
        "id": str(plan.pk),
        "shipping_refund_amount": format_amount(plan.shipping_refund_amount, currency),
        "refund_amount": format_amount(plan.refund_amount, currency),
        "discount_refund_amount": format_amount(plan.discount_refund_amount, currency),
        "status": plan.status,
        "plan_type": plan.plan_type,
        "invoice_number": plan.invoice_number or None,
        "payment_plan": plan.payment_plan or {},
        "order": str(plan.order_id),
        "order_items": [
            str(unit_id(line.item, number, serial=plan.order.serial))
            for line in plan.lines.all()
            for number in _numbers(plan, line, rejected.get(line.item_id, set()))
        ],
    }


def _numbers(plan: CancellationPlan, line: PlanLine, rejected: set[int]) -> Iterator[int]:
    """The numbers of the units that a line is about: units go back first that were sent first, and are cancelled last
    first, except the one that was rejected by its id."""
    named = (plan.idempotency_key or "").rpartition(":")[2]
    if plan.rejects_items and named.isdecimal() and int(named) in rejected:
        return iter([int(named)])
    if plan.plan_type == PlanType.REFUND:
        return iter(range(line.quantity))
    return iter(range(line.item.quantity - line.quantity, line.item.quantity))
