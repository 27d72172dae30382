"""What PostgreSQL says of how it serves a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from orders.models import Order

LARGE = 10_001
"""Reading a table from end to end does not matter up to this number of rows, which lists count exactly."""


def sample_order(*related: str) -> Order:
    """An order from the middle, which has something to be found by, with these related rows."""
    rows = Order.objects.filter(paid_at__isnull=False, shipments__tracking_number__gt="").order_by("ref")
    order: Order = rows.select_related(*related)[rows.count() // 2]
    return order


@dataclass(frozen=True, slots=True)
class Explained:
    """A request, how long the database took for it, and what it read."""

    query: str
    ms: float
    found: int
    steps: tuple[str, ...]
    reads_all_of: tuple[str, ...]


def explained_by(query: str, reports: Iterable[dict[str, Any]]) -> Explained:
    """What `EXPLAIN (ANALYZE, FORMAT JSON)` reports of a request's statements, one of which finds its rows."""
    plans = list(reports)
    nodes = [node for report in plans for node in _nodes(report["Plan"])]
    return Explained(
        query=query,
        ms=sum(report["Execution Time"] for report in plans),
        found=max((report["Plan"]["Actual Rows"] for report in plans), default=0),
        steps=tuple(dict.fromkeys(filter(None, map(_step, nodes)))),
        reads_all_of=tuple(dict.fromkeys(node["Relation Name"] for node in nodes if _reads_all(node))),
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _step(node: dict[str, Any]) -> str:
    """What a reading step of a plan reads: an index, or a table from end to end."""
    if "Index Name" in node:
        return str(node["Index Name"])
    return f"all of {node['Relation Name']}" if node["Node Type"].endswith("Seq Scan") else ""


def _reads_all(node: dict[str, Any]) -> bool:
    rows = (node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)) * node.get("Actual Loops", 1)
    return bool(node["Node Type"].endswith("Seq Scan") and rows > LARGE)
