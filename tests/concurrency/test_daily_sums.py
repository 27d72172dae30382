"""Several workers sum up days at the same moment, while everybody else goes on."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from tests.concurrency.at_once import at_once
from workplace import daily_sums
from workplace.daily_sums import take_daily_sums
from workplace.models import DailySum

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one transaction at a time."),
    pytest.mark.usefixtures("feed_of_now"),
]


def test_of_many_at_once_one_takes_the_sums(place):
    place()
    at = timezone.now()

    changed = at_once(*[partial(take_daily_sums, at - timedelta(milliseconds=late)) for late in range(8)])

    assert sorted(changed) == [0] * 7 + [1]
    assert DailySum.objects.get().count == 1


def test_the_feed_goes_on_while_sums_are_taken(place, monkeypatch):
    """A transaction that has written holds it back until it ends."""
    place()
    written, summed = [], daily_sums._placed

    def watched(since):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned()")
            written.append(cursor.fetchone()[0])
        return summed(since)

    monkeypatch.setattr(daily_sums, "_placed", watched)

    assert take_daily_sums(timezone.now()) == 1
    assert written == [None]
