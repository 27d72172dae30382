"""How often each reason was given, and for how much money."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, ExpressionWrapper, F, Q, QuerySet, Sum, Value, When

from cancellations.models import CancellationPlan
from cancellations.reading import PLAN_KEY
from cancellations.statuses import PlanStatus, PlanType
from common.fields import MoneyField
from common.money import ZERO
from orders.models import Reason, ReasonVerb, StatusChange
from orders.statuses import OrderStatus
from payments.models import Refund
from payments.statuses import RefundOrigin, RefundState

OTHER, NONE = "other", "none"
"""What was said in words that no offered reason means; and nothing said at all."""

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """From when on, and in which channels, or in all."""

    since: datetime
    channels: Collection[UUID] | None = None


@dataclass(slots=True)
class ReasonCount:
    """How often a reason was given, and the money that it was about, by currency."""

    code: str
    kind: str
    label: str = ""
    count: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)


def reason_counts(verb: ReasonVerb, period: Period, *, language: str | None) -> list[ReasonCount]:
    """The reasons given for something, the most frequent first."""
    labels = _labels(verb, period, language)
    counts: dict[tuple[str, str], ReasonCount] = {}
    for code, kind, currency, count, money in _COUNTED[verb](period):
        row = counts.setdefault((code, kind), ReasonCount(code, kind, labels.get(code, code)))
        row.count += count
        row.money[currency] = row.money.get(currency, ZERO) + money
    return sorted(counts.values(), key=lambda row: (-row.count, row.kind, row.label))


def _labels(verb: ReasonVerb, period: Period, language: str | None) -> dict[str, str]:
    within = Q() if period.channels is None else Q(channel=None) | Q(channel__in=period.channels)
    rows = Reason.objects.filter(within, verb=verb).order_by(F("channel").asc(nulls_last=True), "id")
    return {row.code: row.label_in(language) for row in rows}


def _plans(period: Period, *, is_rejection: bool, plan_type: PlanType) -> Iterator[tuple[Any, ...]]:
    plans = CancellationPlan.objects.filter(
        _within(period, "order__channel"),
        created_at__gte=period.since,
        plan_type=plan_type,
        rejects_items=is_rejection,
    ).exclude(status__in=[PlanStatus.REJECTED, PlanStatus.CANCELLED])
    worth = ExpressionWrapper(F("refund_amount") + F("shipping_refund_amount"), output_field=MoneyField())
    yield from _grouped(plans, "reason", "order__currency", worth)


def _refunds(period: Period) -> Iterator[tuple[Any, ...]]:
    """Refunds by themselves: those of plans count with their plans, and chargebacks are the bank's."""
    refunds = Refund.objects.filter(
        _within(period, "payment__order__channel"), created_at__gte=period.since, origin=RefundOrigin.COMMAND
    ).exclude(status=RefundState.FAILED)
    alone = refunds.exclude(idempotency_key__startswith=PLAN_KEY)
    yield from _grouped(alone, "reason", "payment__currency", F("amount"))


def _holds(period: Period) -> Iterator[tuple[Any, ...]]:
    holds = StatusChange.objects.filter(
        _within(period, "order__channel"), created_at__gte=period.since, to_status=OrderStatus.HOLD
    ).exclude(from_status=OrderStatus.HOLD)
    yield from _grouped(holds, "note", "order__currency", F("order__total"))


def _within(period: Period, channel: str) -> Q:
    return Q() if period.channels is None else Q(**{f"{channel}__in": period.channels})


def _grouped(rows: Rows, said: str, currency: str, money: Any) -> Iterator[tuple[Any, ...]]:
    kind = Case(
        When(~Q(reason_code=""), then=Value("")),
        When(~Q(**{said: ""}), then=Value(OTHER)),
        default=Value(NONE),
        output_field=CharField(),
    )
    by_reason = rows.order_by().annotate(kind=kind).values_list("reason_code", "kind", currency)
    yield from by_reason.annotate(count=Count("*"), money=Sum(money))


_COUNTED: Mapping[ReasonVerb, Callable[[Period], Iterator[tuple[Any, ...]]]] = {
    ReasonVerb.CANCEL: lambda period: _plans(period, is_rejection=False, plan_type=PlanType.CANCEL),
    ReasonVerb.RETURN: lambda period: _plans(period, is_rejection=False, plan_type=PlanType.REFUND),
    ReasonVerb.REJECT: lambda period: _plans(period, is_rejection=True, plan_type=PlanType.CANCEL),
    ReasonVerb.REFUND: _refunds,
    ReasonVerb.HOLD: _holds,
}
