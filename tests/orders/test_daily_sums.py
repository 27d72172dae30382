"""How business goes, summed up by day: right whatever happens, and taken only when something has."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.actors import SYSTEM
from orders.models import DailySum, Order, Shipment, SumsTaken
from orders.services.cancel import cancel_order
from orders.services.daily_sums import KEPT_DAYS, take_daily_sums
from orders.services.ship import ship_order
from orders.statuses import OrderStatus

pytestmark = pytest.mark.usefixtures("feed_of_now")


def now():
    return {"actor": SYSTEM, "at": timezone.now()}


def sums():
    """The sums of all days: by kind, currency and label, how many and how much."""
    rows = DailySum.objects.order_by("kind", "day", "label")
    return [(row.kind, row.currency, row.label, row.count, row.amount) for row in rows]


def test_sums_follow_what_happens(place):
    order, _other = place(), place()
    take_daily_sums(timezone.now())
    before = sums()

    cancel_order(order, **now())
    take_daily_sums(timezone.now())

    assert before == [("placed", "USD", "100", 2, Decimal("47.00"))]
    assert sums() == [
        ("placed", "USD", "100", 1, Decimal("23.50")),
        ("placed", "USD", str(OrderStatus.CANCELLED.value), 1, Decimal("23.50")),
    ]


def test_only_what_differs_is_written(place):
    place(), place()
    assert take_daily_sums(timezone.now()) == 1
    kept = DailySum.objects.get()

    place()

    assert take_daily_sums(timezone.now()) == 1
    assert (DailySum.objects.get().pk, DailySum.objects.get().count) == (kept.pk, 3)


def test_when_nothing_has_happened_no_order_is_read(place):
    place()
    take_daily_sums(timezone.now())
    later = timezone.now() + timedelta(seconds=1)

    with CaptureQueriesContext(connection) as queries:
        assert take_daily_sums(later) == 0

    assert not any('"orders_order"' in query["sql"] for query in queries.captured_queries)
    assert SumsTaken.objects.get().at == later


def test_days_that_are_long_past_are_forgotten(place):
    place()
    take_daily_sums(timezone.now())

    take_daily_sums(timezone.now() + timedelta(days=KEPT_DAYS))

    assert sums() == []


def test_an_order_counts_as_shipped_once_when_its_first_parcel_has_left(place):
    order = place(items=[{"sku": "MUG", "quantity": 2, "unit_price": Decimal(0)}], adjustments=[])
    placed = order.date_placed
    for _ in range(2):
        ship_order(Order.objects.get(), lines=[{"item": order.items.get().pk, "quantity": 1}], **now())
    first, second = Shipment.objects.order_by("id")
    for parcel, days in ((first, 6), (second, 2)):
        Shipment.objects.filter(pk=parcel.pk).update(shipped_at=placed + timedelta(days=days))

    take_daily_sums(timezone.now())

    assert [row for row in sums() if row[0] == "shipped"] == [("shipped", "", "3", 1, Decimal(0))]
