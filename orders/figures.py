"""How business goes: orders, money and shipping over some days, in a few aggregate queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from orders.models import Order, Shipment
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState

FRUITLESS = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})
"""Orders that brought nothing: they count as placed, and not as worth anything."""

SHIPPED_WITHIN = (1, 2, 3, 5, 7, 14)
"""Days from placed to shipped, as steps of a histogram; the last step is longer."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orders: those placed on so many days up to today, in one channel or in all."""

    days: int
    at: datetime
    channel: UUID | None = None

    @property
    def since(self) -> datetime:
        midnight = self.at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=self.days - 1)

    @property
    def dates(self) -> list[date]:
        return [(self.since + timedelta(days=number)).date() for number in range(self.days)]

    def of_channel(self, path: str) -> Q:
        return Q(**{path: self.channel}) if self.channel else Q()


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
    """Compute the numbers: five queries, whatever the scope."""
    sales = list(_sales(scope))
    return Figures(
        dates=scope.dates,
        orders=_orders(sales),
        worth=_worth(sales),
        statuses={row["status"]: row["count"] for row in _statuses(scope)},
        methods=[(row["method"], row["currency"], row["count"], row["sum"]) for row in _methods(scope)],
        refunds=_refunded(_refunds(scope)),
        shipped_within=_shipped_within(scope),
    )


def _placed(scope: Scope) -> QuerySet[Order, Order]:
    return Order.objects.filter(scope.of_channel("channel"), date_placed__gte=scope.since)


def _sales(scope: Scope) -> QuerySet[Order, Row]:
    by_day = _placed(scope).values(day=TruncDate("date_placed"), code=F("currency"))
    fruitful = ~Q(status__in=FRUITLESS)
    return by_day.annotate(all=Count("*"), fruitful=Count("status", filter=fruitful), sum=Sum("total", filter=fruitful))


def _statuses(scope: Scope) -> QuerySet[Order, Row]:
    return _placed(scope).values("status").annotate(count=Count("*"))


def _methods(scope: Scope) -> QuerySet[Payment, Row]:
    paid = Payment.objects.filter(
        scope.of_channel("order__channel"), created_at__gte=scope.since, status=PaymentState.COMPLETED
    )
    return paid.values("method", "currency").annotate(count=Count("*"), sum=Sum("amount")).order_by("-count", "method")


def _refunds(scope: Scope) -> QuerySet[Refund, Row]:
    given_back = Refund.objects.filter(
        scope.of_channel("payment__order__channel"), created_at__gte=scope.since, status=RefundState.SUCCEEDED
    )
    # A join would have PostgreSQL read all payments that there are, for the few that money went back on.
    currency = Payment.objects.filter(pk=OuterRef("payment")).values("currency")
    by_day = given_back.values(day=TruncDate("created_at"), currency=Subquery(currency))
    return by_day.annotate(count=Count("*"), sum=Sum("amount"))


def _shipped_within(scope: Scope) -> list[int]:
    """How many orders each step of the histogram has: by when their first parcel left."""
    sent = Shipment.objects.filter(
        scope.of_channel("order__channel"), order__date_placed__gte=scope.since, shipped_at__gte=scope.since
    )
    first = sent.values("order").annotate(took=Min("shipped_at") - F("order__date_placed"))
    steps = {f"within_{days}": Count("order", filter=Q(took__lt=timedelta(days=days))) for days in SHIPPED_WITHIN}
    reached = list(first.aggregate(**steps, all=Count("order")).values())
    return [count - before for before, count in pairwise([0, *reached])]


def _orders(sales: Iterable[Row]) -> dict[date, int]:
    orders: dict[date, int] = {}
    for row in sales:
        orders[row["day"]] = orders.get(row["day"], 0) + row["all"]
    return orders


def _worth(sales: Iterable[Row]) -> dict[str, dict[date, Decimal]]:
    worth: dict[str, dict[date, Decimal]] = {}
    for row in sales:
        if row["fruitful"]:
            worth.setdefault(row["code"], {})[row["day"]] = row["sum"]
    return worth


def _refunded(rows: Iterable[Row]) -> dict[str, dict[date, tuple[int, Decimal]]]:
    refunds: dict[str, dict[date, tuple[int, Decimal]]] = {}
    for row in rows:
        refunds.setdefault(row["currency"], {})[row["day"]] = (row["count"], row["sum"])
    return refunds
