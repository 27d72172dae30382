"""Sales, summed up by day: right whatever happens, and taken only when something has."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.feed import START
from orders.cancelling.cancel import cancel_order
from orders.fulfilment.ship import ship_order
from orders.models import Order, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from orders.statuses import OrderStatus
from workplace import daily_sums
from workplace.daily_sums import DAYS_SUMMED, LEASE, TAKEN_EVERY, TRUSTED_FOR, refresh_daily_sums, take_daily_sums
from workplace.models import DailySum, SumKind, SumsTaken

pytestmark = pytest.mark.usefixtures("feed_of_now")


@pytest.fixture
def take():
    """Take the sums, each time when they may be taken again."""
    at = timezone.now()

    def take(later=timedelta()):
        nonlocal at
        at += TAKEN_EVERY + later
        return take_daily_sums(at)

    return take


def sums():
    """The sums of all days: by kind, currency and label, how many and how much."""
    rows = DailySum.objects.order_by("kind", "day", "label")
    return [(row.kind, row.currency, row.label, row.count, row.amount) for row in rows]


def test_sums_follow_what_happens(place, take, now):
    order, _other = place(), place()
    take()
    before = sums()

    cancel_order(order, **now)
    take()

    assert before == [("placed", "USD", "100", 2, Decimal("47.00"))]
    assert sums() == [
        ("placed", "USD", "100", 1, Decimal("23.50")),
        ("placed", "USD", str(OrderStatus.CANCELLED.value), 1, Decimal("23.50")),
    ]


def test_only_what_differs_is_written(place, take):
    place(), place()
    assert take() == 1
    kept = DailySum.objects.get()

    place()

    assert take() == 1
    assert (DailySum.objects.get().pk, DailySum.objects.get().count) == (kept.pk, 3)


def test_when_nothing_has_happened_no_order_is_read(place, take):
    place()
    take()
    before = SumsTaken.objects.get().at

    with CaptureQueriesContext(connection) as queries:
        assert take() == 0

    assert not any('"orders_order"' in query["sql"] for query in queries.captured_queries)
    assert SumsTaken.objects.get().at == before + TAKEN_EVERY


def test_sums_are_not_taken_again_at_once(place):
    at = timezone.now()
    place()
    assert take_daily_sums(at) == 1
    place()

    assert take_daily_sums(at + TAKEN_EVERY - timedelta(seconds=1)) == 0
    assert take_daily_sums(at + TAKEN_EVERY) == 1


def test_whoever_is_overtaken_writes_nothing(place, monkeypatch):
    place()
    at, summed = timezone.now(), daily_sums._sums_since

    def overtaken(first_day):
        found = list(summed(first_day))
        monkeypatch.setattr(daily_sums, "_sums_since", summed)
        place()
        take_daily_sums(at + LEASE)
        return found

    monkeypatch.setattr(daily_sums, "_sums_since", overtaken)

    assert take_daily_sums(at) == 0
    assert sums() == [("placed", "USD", "100", 2, Decimal("47.00"))]


def test_whoever_takes_long_is_left_in_peace_for_a_while(place, monkeypatch):
    place()
    at, summed = timezone.now(), daily_sums._sums_since

    def slow(first_day):
        assert take_daily_sums(at + LEASE - timedelta(seconds=1)) == 0
        return list(summed(first_day))

    monkeypatch.setattr(daily_sums, "_sums_since", slow)

    assert take_daily_sums(at) == 1


def test_a_clock_that_was_set_back_does_not_stop_the_sums(place, take):
    place()
    take(timedelta(days=1))
    place()

    assert take_daily_sums(timezone.now()) == 1


def test_what_the_feed_still_holds_back_is_summed_up(place, take, monkeypatch):
    monkeypatch.setattr(daily_sums, "end_of_feed", lambda: START)
    place()
    take()

    place()
    take()

    assert sums() == [("placed", "USD", "100", 2, Decimal("47.00"))]


def test_sums_that_cannot_be_taken_leave_those_that_are_kept(place, monkeypatch):
    at = timezone.now()
    take_daily_sums(at)

    def locked(first_day):
        raise OperationalError("database is locked")

    monkeypatch.setattr(daily_sums, "_sums_since", locked)
    place()

    assert refresh_daily_sums(at + TRUSTED_FOR + timedelta(seconds=1)) == at


def test_sums_of_every_kind_are_kept_when_they_stay_the_same(place, take, money, now):
    order = place()
    money.pay(order)
    refund_order(Order.objects.get(), RefundRequest(amount=Decimal("3.50")), **now)
    ship_order(Order.objects.get(), **now)
    take()
    kept = dict(DailySum.objects.values_list("kind", "pk"))

    add_notes(Order.objects.get(), [NewNote("Called back.")], **now)

    assert take() == 0
    assert dict(DailySum.objects.values_list("kind", "pk")) == kept
    assert set(kept) == set(SumKind.values)


def test_days_that_are_long_past_are_forgotten(place, take):
    place()
    take()

    take(timedelta(days=DAYS_SUMMED))

    assert sums() == []


def test_an_order_counts_as_shipped_once_when_its_first_parcel_has_left(place, take, now):
    order = place(items=[{"sku": "MUG", "quantity": 2, "unit_price": Decimal(0)}], adjustments=[])
    placed = order.date_placed
    for _ in range(2):
        ship_order(Order.objects.get(), lines=[{"item": order.items.get().pk, "quantity": 1}], **now)
    first, second = Shipment.objects.order_by("id")
    for parcel, days in ((first, 6), (second, 2)):
        Shipment.objects.filter(pk=parcel.pk).update(shipped_at=placed + timedelta(days=days))

    take()

    assert [row for row in sums() if row[0] == "shipped"] == [("shipped", "", "3", 1, Decimal(0))]
