"""Since when orders are cancelled, as they show it, in filters and orderings.

That is a column, but for the few orders that are cancelled and whose money is still on its way back: of them it is when
that was asked for.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from cancellations.models import CancellationPlan
from dialects.common.finally_cancelled import are_finally_cancelled
from orders.models import Order

COLUMN = "cancelled_at"
MOST = 10_000
"""The most orders that are looked through one by one."""


def awaiting_money(**asked: Any) -> list[UUID]:
    """Cancelled orders whose money is on its way back, and whose cancellation was asked for at such a time."""
    waiting = Order.objects.filter(are_finally_cancelled()).annotate(asked_at=_asked_at())
    return list(waiting.filter(**asked).values_list("pk", flat=True)[:MOST])


def ordered_as_shown(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Orders that are ordered by the column, as they show it. The order of a longer list is the column's."""
    rows = orders.order_by()
    if rows[MOST : MOST + 1].exists() or not rows.filter(are_finally_cancelled()).exists():
        return orders
    shown = Coalesce(COLUMN, Case(When(are_finally_cancelled(), then=_asked_at())))
    return orders.order_by(*(_by(shown, column) for column in orders.query.order_by))


def _asked_at() -> Subquery:
    plans = CancellationPlan.objects.filter(order=OuterRef("pk")).order_by("-id")
    return Subquery(plans.values("created_at")[:1])


def _by(shown: Coalesce, column: Any) -> Any:
    """The same direction of what is shown, if it is the column's."""
    if column.expression != F(COLUMN):
        return column
    column = column.copy()
    column.expression = shown
    return column
