"""How many units of a line have a status: the statuses of single units (`items.py`), counted by the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Expression, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from cancellations.models import PlanLine
from cancellations.statuses import PlanType
from orders.models import OrderItem
from orders.models.item import HAS_UNITS_OVER
from orders.statuses import ItemStatus

S = ItemStatus

DELIVERED = Greatest(F("quantity_delivered") - F("quantity_returned"), 0)
SENT = F("quantity_shipped") - Greatest(F("quantity_delivered"), F("quantity_returned"))
NOT_SENT = F("quantity_cancelled") + F("quantity_refunded_unsent")
WAITING = F("quantity") - F("quantity_shipped") - NOT_SENT


def with_units(items: QuerySet[OrderItem], code: int | None) -> QuerySet[Any]:
    """The lines that have units at this status, or all, with their number as `units`."""
    if code is None:
        # Not the column itself: of two that are the same, a window's subquery gives one.
        return items.annotate(units=F("quantity") * 1)
    return items.filter(_candidates(code)).annotate(units=_at(code)).filter(units__gt=0)


def _candidates(code: int) -> Q:
    """The lines of which units may have the status, by their own columns or found by an index."""
    if code <= S.PACKAGED:
        return Q(status__in=(code, S.CANCELLATION_WAITING))
    if code == S.SHIPPED:
        return Q(quantity_shipped__gt=F("quantity_delivered"))
    if code == S.DELIVERED:
        return Q(quantity_delivered__gt=F("quantity_returned"))
    if code == S.CANCELLED:
        return HAS_UNITS_OVER
    return Q(pk__in=PlanLine.objects.order_by().values("item"))


def _at(code: int) -> Expression | Any:
    returning, leaving = _waiting_in(PlanType.REFUND), _waiting_in(PlanType.CANCEL)
    counted: dict[int, Any] = {
        S.SHIPPED: SENT - Greatest(returning - DELIVERED, 0),
        S.DELIVERED: DELIVERED - Least(returning, DELIVERED),
        S.CANCELLATION_WAITING: returning + leaving,
        S.CANCELLED: F("quantity_returned") + NOT_SENT - _rejected(),
        S.REJECTED: _rejected(),
    }
    if code in counted:
        return counted[code]
    stands_there = Q(status=code) | Q(status=S.CANCELLATION_WAITING, status_before_cancellation=code)
    return Case(When(stands_there, then=WAITING - leaving), default=Value(0))


def _waiting_in(kind: PlanType) -> Any:
    """Units in the line's open plan, if it is of this type. What a plan rejects is over at once."""
    lines = PlanLine.objects.filter(item=OuterRef("pk"), open=True, plan__rejects_items=False, plan__plan_type=kind)
    return Coalesce(Subquery(lines.values("quantity")[:1]), 0)


def _rejected() -> Any:
    lines = PlanLine.objects.filter(item=OuterRef("pk"), plan__rejects_items=True).order_by()
    return Coalesce(Subquery(lines.values("item").annotate(units=Sum("quantity")).values("units")), 0)
