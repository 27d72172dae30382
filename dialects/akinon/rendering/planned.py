"""Which units of a line its plans are about; the Python version is `dialects.akinon.planned`.

In the SQL, `i` is the line, `g.n` the number of a unit of it, `l` a line of a plan.
"""

from __future__ import annotations

from cancellations.statuses import CLOSED_PLANS, PlanType
from dialects.akinon.planned import WITHDRAWN
from dialects.common.json_text import one_of

HAS_ENDED = one_of("l.status", CLOSED_PLANS)

_TAKES = f"line.unit_number IS NULL AND NOT {one_of('plan.status', WITHDRAWN)}"
_TAKEN = f"""COALESCE(sum(line.quantity) FILTER (WHERE {_TAKES})
    OVER (PARTITION BY plan.plan_type ORDER BY line.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"""

PLANNED = f"""(
    SELECT line.id, line.plan_id, line.quantity, line.unit_number, plan.status, plan.rejects_items, plan.plan_type,
        {_TAKEN} AS first
    FROM "cancellations_planline" line JOIN "cancellations_cancellationplan" plan ON plan.id = line.plan_id
    WHERE line.item_id = i.id
) l"""
"""All lines of plans about `i`. Those of a type take units one after the other, from the `first` in their queue."""

NAMED = """(
    SELECT COALESCE(array_agg(unit_number) FILTER (WHERE unit_number IS NOT NULL), '{}') AS numbers
    FROM "cancellations_planline" WHERE item_id = i.id
) named"""
"""The numbers of the units that plans name."""

LEAVING = f"""(
    SELECT COALESCE(sum(line.quantity), 0)
    FROM "cancellations_planline" line JOIN "cancellations_cancellationplan" plan ON plan.id = line.plan_id
    WHERE line.item_id = i.id AND line.open AND plan.plan_type = '{PlanType.CANCEL.value}' AND NOT plan.rejects_items
)"""
"""How many units of `i` wait for a decision about their cancellation."""

PLACED = """(
    SELECT g.n = ANY(named.numbers) AS is_named, i.quantity - cardinality(named.numbers) AS others,
        g.n - (SELECT count(*) FROM unnest(named.numbers) other(n) WHERE other.n < g.n) AS place
    OFFSET 0
) at"""
"""The unit's place among those that no plan names, and how many these are."""


def is_about() -> str:
    """Whether the line of a plan is about the unit."""
    in_queue = f"CASE l.plan_type WHEN '{PlanType.REFUND.value}' THEN at.place ELSE at.others - 1 - at.place END"
    in_turn = f"NOT at.is_named AND {in_queue} >= l.first AND {in_queue} < l.first + l.quantity"
    return f"CASE WHEN l.unit_number IS NULL THEN {in_turn} ELSE l.unit_number = g.n END"
