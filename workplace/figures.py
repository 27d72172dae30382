"""Sales: orders, money and shipping over some days, from the sums that are kept by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from orders.statuses import OrderStatus
from workplace.models import DailySum, SumKind
from workplace.models.daily_sum import BEYOND, SHIPPED_WITHIN

FRUITLESS = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})
"""Orders that brought nothing: they count as placed, and not as worth anything."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orders: those placed on a number of days up to today, in some channels or in all."""

    days: int
    today: date
    channels: Collection[UUID] | None = None

    @property
    def dates(self) -> list[date]:
        return [self.today - timedelta(days=ago) for ago in reversed(range(self.days))]


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a scope. Amounts are by currency, and never added across currencies."""

    dates: list[date]
    orders: dict[date, int]
    worth: dict[str, dict[date, Decimal]]
    statuses: dict[int, int]
    methods: list[tuple[str, str, int, Decimal]]
    refunds: dict[str, dict[date, tuple[int, Decimal]]]
    shipped_within: list[int]

    @property
    def currencies(self) -> list[str]:
        """The currencies of the orders, those of most days first."""
        return sorted(self.worth, key=lambda currency: (-len(self.worth[currency]), currency))


def figures(scope: Scope) -> Figures:
    """Read the numbers from the daily sums: five queries, whatever the scope."""
    sales = list(_sales(scope))
    return Figures(
        dates=scope.dates,
        orders=_orders(sales),
        worth=_worth(sales),
        statuses={int(row["label"]): row["all"] for row in _counts(scope, SumKind.PLACED)},
        methods=[(row["label"], row["currency"], row["all"], row["sum"]) for row in _methods(scope)],
        refunds=_refunded(_refunds(scope)),
        shipped_within=_shipped_within(scope),
    )


def _sums(scope: Scope, kind: SumKind) -> QuerySet[DailySum, DailySum]:
    within = Q() if scope.channels is None else Q(channel__in=scope.channels)
    return DailySum.objects.filter(within, kind=kind, day__range=(scope.dates[0], scope.today))


def _sales(scope: Scope) -> QuerySet[DailySum, Row]:
    by_day = _sums(scope, SumKind.PLACED).values("day", "currency")
    fruitful = ~Q(label__in=[str(status.value) for status in FRUITLESS])
    return by_day.annotate(all=Sum("count"), fruitful=Sum("count", filter=fruitful), sum=Sum("amount", filter=fruitful))


def _counts(scope: Scope, kind: SumKind) -> QuerySet[DailySum, Row]:
    return _sums(scope, kind).values("label").annotate(all=Sum("count"))


def _methods(scope: Scope) -> QuerySet[DailySum, Row]:
    by_method = _sums(scope, SumKind.PAID).values("label", "currency")
    return by_method.annotate(all=Sum("count"), sum=Sum("amount")).order_by("-all", "label", "currency")


def _refunds(scope: Scope) -> QuerySet[DailySum, Row]:
    return _sums(scope, SumKind.REFUNDED).values("day", "currency").annotate(all=Sum("count"), sum=Sum("amount"))


def _shipped_within(scope: Scope) -> list[int]:
    """How many orders each step of the histogram has."""
    counts = {row["label"]: row["all"] for row in _counts(scope, SumKind.SHIPPED)}
    return [counts.get(step, 0) for step in (*map(str, SHIPPED_WITHIN), BEYOND)]


def _orders(sales: Iterable[Row]) -> dict[date, int]:
    orders: dict[date, int] = {}
    for row in sales:
        orders[row["day"]] = orders.get(row["day"], 0) + row["all"]
    return orders


def _worth(sales: Iterable[Row]) -> dict[str, dict[date, Decimal]]:
    worth: dict[str, dict[date, Decimal]] = {}
    for row in sales:
        if row["fruitful"]:
            worth.setdefault(row["currency"], {})[row["day"]] = row["sum"]
    return worth


def _refunded(rows: Iterable[Row]) -> dict[str, dict[date, tuple[int, Decimal]]]:
    refunds: dict[str, dict[date, tuple[int, Decimal]]] = {}
    for row in rows:
        refunds.setdefault(row["currency"], {})[row["day"]] = (row["all"], row["sum"])
    return refunds
