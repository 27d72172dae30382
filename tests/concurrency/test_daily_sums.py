"""Several workers sum up days at the same moment."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from orders.models import DailySum, SumsTaken
from orders.services.daily_sums import take_daily_sums
from tests.concurrency.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one transaction at a time."),
    pytest.mark.usefixtures("feed_of_now"),
]


def test_many_at_once_write_each_sum_once(place):
    place()

    changed = at_once(*[lambda: take_daily_sums(timezone.now())] * 8)

    assert sum(changed) == 1
    assert DailySum.objects.get().count == 1


def test_nobody_waits_for_whoever_is_at_it(place):
    place()
    take_daily_sums(timezone.now())
    place()
    held, may_end = Signal(), Signal()

    def hold():
        with transaction.atomic():
            SumsTaken.objects.select_for_update().get()
            held.set()
            may_end.wait(30)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert held.wait(30)

    changed = take_daily_sums(timezone.now())
    may_end.set()
    thread.join()

    assert changed == 0
    assert take_daily_sums(timezone.now()) == 1
