"""Which units of a line its plans are about: units go back first that were sent first, and are cancelled last first,
except one that a plan names by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanStatus, PlanType

WITHDRAWN = frozenset({PlanStatus.REJECTED, PlanStatus.CANCELLED})
"""Plans that took nothing: another one may be about the same units."""


def lines_about(items: Iterable[UUID]) -> Mapping[UUID, Sequence[PlanLine]]:
    """The lines of all plans about these items, each with its plan, the oldest first."""
    found: dict[UUID, list[PlanLine]] = {}
    for line in PlanLine.objects.filter(item__in=list(items)).select_related("plan").order_by("id"):
        found.setdefault(line.item_id, []).append(line)
    return found


def named_in(lines: Iterable[PlanLine]) -> set[int]:
    """The numbers of the units that lines about one item name."""
    return {line.unit_number for line in lines if line.unit_number is not None}


def leaving_in(lines: Iterable[PlanLine]) -> int:
    """How many units of one item wait for a decision about their cancellation."""
    waiting = (line for line in lines if line.open and line.plan.plan_type == PlanType.CANCEL)
    return sum(line.quantity for line in waiting if not line.plan.rejects_items)


def numbers_in(lines: Sequence[PlanLine], quantity: int) -> list[tuple[CancellationPlan, list[int]]]:
    """Each of the plans about an item of `quantity` units, with the numbers of its units."""
    named = named_in(lines)
    from_front = [number for number in range(quantity) if number not in named]
    queues = {PlanType.REFUND: from_front, PlanType.CANCEL: from_front[::-1]}
    found = []
    for line in lines:
        numbers = [line.unit_number] if line.unit_number is not None else _next(queues, line)
        found.append((line.plan, sorted(numbers)))
    return found


def _next(queues: dict[PlanType, list[int]], line: PlanLine) -> list[int]:
    """The next units in the queue of the plan's type; they stay there for the next one if it was withdrawn."""
    kind = PlanType(line.plan.plan_type)
    numbers = queues[kind][: line.quantity]
    if line.plan.status not in WITHDRAWN:
        queues[kind] = queues[kind][line.quantity :]
    return numbers
