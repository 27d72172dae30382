"""The cancellation plans of one order, as commands read them."""

from __future__ import annotations

from uuid import UUID

from cancellations.models import CancellationPlan, PlanLine
from common.rows import fetch, fetch_parts, keep_parts

PLAN_KEY = "plan:"
"""What the keys of all refunds for plans begin with."""


def plans_of(order_id: UUID) -> list[CancellationPlan]:
    """All plans of an order with their lines, oldest first."""
    plans = fetch(CancellationPlan, order_id=order_id, order_by="id")
    fetch_parts(plans, PlanLine, of="plan", name="lines")
    return plans


def plan_with_lines(plan_id: UUID) -> CancellationPlan:
    """The plan as it is now in the database, with its lines."""
    (plan,) = fetch(CancellationPlan, id=plan_id)
    fetch_parts([plan], PlanLine, of="plan", name="lines")
    return plan


def give_lines(plan: CancellationPlan, lines: list[PlanLine]) -> None:
    """Let a new plan know its lines."""
    keep_parts(plan, lines, of="plan", name="lines")
