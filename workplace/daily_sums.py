"""Daily sums of sales. Sums over a whole period take too long for a page: the worker computes them once a minute, and
pages read a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Sum, UUIDField, Value, When
from django.db.models.functions import Cast, TruncDate

from common.fields import ExactDecimalField
from common.money import ZERO
from events.feed import beyond, end_of_feed
from events.models import Event
from orders.models import Order, Shipment
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState
from workplace.models import DailySum, SumKind, SumsTaken
from workplace.models.daily_sum import BEYOND, SHIPPED_WITHIN

DAYS_SUMMED = 90
"""The number of days up to today that are summed up."""

TAKEN_EVERY = timedelta(seconds=55)
"""The least time between two runs, however many workers there are."""

TRUSTED_FOR = timedelta(minutes=5)
"""Sums older than this mean that no worker runs: of those who read them, one takes them first."""

LEASE = timedelta(minutes=5)
"""How long a run excludes others; one that takes longer, or has died, is overtaken."""

Rows = Iterable[tuple[Any, ...]]
"""Day, channel, currency, label, count and amount of sums of one kind."""

log = structlog.get_logger(__name__)

_NOTHING = Value("", output_field=CharField())
_ONE_ROW = 1
_KEY = ["kind", "day", "channel", "currency", "label"]


def refresh_daily_sums(at: datetime) -> datetime | None:
    """Take the sums if no worker does, and return as of when they are; None if there are none yet. When they
    cannot be taken, those that are kept are better than none."""
    at = at.astimezone(UTC)
    kept = SumsTaken.objects.filter(time_zone=settings.STAFF_TIME_ZONE.key).values_list("at", flat=True)
    as_of = kept.first()
    if as_of is None or abs(at - as_of) >= TRUSTED_FOR:
        try:
            take_daily_sums(at)
        except DatabaseError:
            log.exception("daily_sums_not_taken")
        as_of = kept.first()
    return as_of


def take_daily_sums(at: datetime) -> int:
    """Make the sums right, unless somebody has begun to just now, and return how many have changed."""
    at = at.astimezone(UTC)
    SumsTaken.objects.get_or_create(pk=_ONE_ROW)
    if not _begun(at):
        return 0
    first_day = at.astimezone(settings.STAFF_TIME_ZONE).date() - timedelta(days=DAYS_SUMMED - 1)
    end = end_of_feed()  # before the sums: what happens while they are taken is looked at again next time
    state = {
        "first_day": first_day,
        "time_zone": settings.STAFF_TIME_ZONE.key,
        "transaction": end.transaction,
        "position": end.position,
    }
    # The feed may be held back, so more may have happened than it shows.
    if not beyond(Event.objects.all(), end).exists() and SumsTaken.objects.filter(**state).update(at=at):
        return 0
    # Not in the transaction that writes them, which would hold the feed back for the time of the queries.
    sums = list(_sums_since(first_day))
    with transaction.atomic():
        if not SumsTaken.objects.filter(begun_at=at).update(at=at, **state):
            return 0
        return _replace(sums)


def _begun(at: datetime) -> bool:
    """Begin, unless somebody is at it, or was just now. When they have ended, `at` is when they began."""
    is_over = Q(begun_at=None) | Q(begun_at=F("at"), begun_at__lte=at - TAKEN_EVERY)
    is_lost = Q(begun_at__lte=at - LEASE) | Q(begun_at__gt=at + TAKEN_EVERY)  # the latter: by a clock set back since
    return SumsTaken.objects.filter(is_over | is_lost).update(begun_at=at) > 0


def _replace(sums: Iterable[DailySum]) -> int:
    """Write the sums that differ from what is kept, and return how many did."""
    kept = {_key(row): row for row in DailySum.objects.all()}
    differing = []
    for row in sums:
        known = kept.pop(_key(row), None)
        if known is None or (known.count, known.amount) != (row.count, row.amount):
            differing.append(row)
    DailySum.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    DailySum.objects.bulk_create(
        differing, batch_size=1_000, update_conflicts=True, update_fields=["count", "amount"], unique_fields=_KEY
    )
    return len(kept) + len(differing)


def _sums_since(first_day: date) -> Iterator[DailySum]:
    since = datetime.combine(first_day, time.min, settings.STAFF_TIME_ZONE)
    for kind, rows in (
        (SumKind.PLACED, _placed(since)),
        (SumKind.PAID, _paid(since)),
        (SumKind.REFUNDED, _refunded(since)),
        (SumKind.SHIPPED, _shipped(since)),
    ):
        for day, channel, currency, label, count, amount in rows:
            yield DailySum(
                kind=kind.value,
                day=day,
                channel_id=channel,
                currency=currency,
                label=label,
                count=count,
                amount=amount,
            )


def _placed(since: datetime) -> Rows:
    by_day = Order.objects.filter(date_placed__gte=since).values_list(
        _day("date_placed"), "channel", "currency", Cast("status", CharField())
    )
    return by_day.annotate(many=Count("*"), worth=Sum("total"))


def _paid(since: datetime) -> Rows:
    by_day = Payment.objects.filter(created_at__gte=since, status=PaymentState.COMPLETED).values_list(
        _day("created_at"), "order__channel", "currency", "method"
    )
    return by_day.annotate(many=Count("*"), worth=Sum("amount"))


def _refunded(since: datetime) -> Rows:
    # A join would have PostgreSQL read all payments that there are, for the few that money went back on.
    of_payment = Payment.objects.filter(pk=OuterRef("payment"))
    channel = Subquery(of_payment.values("order__channel"), output_field=UUIDField())
    currency = Subquery(of_payment.values("currency"))
    by_day = Refund.objects.filter(created_at__gte=since, status=RefundState.SUCCEEDED).values_list(
        _day("created_at"), channel, currency, _NOTHING
    )
    return by_day.annotate(many=Count("*"), worth=Sum("amount"))


def _shipped(since: datetime) -> Rows:
    """Orders by the time of their first shipment."""
    left_before = Q(shipped_at__lt=OuterRef("shipped_at")) | Q(shipped_at=OuterRef("shipped_at"), pk__lt=OuterRef("pk"))
    earlier = Shipment.objects.filter(left_before, order=OuterRef("order"), shipped_at__gte=since)
    first = Shipment.objects.filter(~Exists(earlier), shipped_at__gte=since, order__date_placed__gte=since)
    by_day = first.annotate(took=F("shipped_at") - F("order__date_placed")).values_list(
        _day("order__date_placed"), "order__channel", _NOTHING, _step()
    )
    return by_day.annotate(many=Count("*"), worth=Value(ZERO, output_field=ExactDecimalField()))


def _step() -> Case:
    steps = (When(took__lt=timedelta(days=days), then=Value(str(days))) for days in SHIPPED_WITHIN)
    return Case(*steps, default=Value(BEYOND), output_field=CharField())


def _key(row: DailySum) -> tuple[str, date, UUID, str, str]:
    return row.kind, row.day, row.channel_id, row.currency, row.label


def _day(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=settings.STAFF_TIME_ZONE)
