"""The feed: everything in the caller's channels, in order, and nothing is ever missed."""

import time
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.notes import NewNote, add_notes

FEED = "/api/v1/events/"
needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite writes one transaction at a time: none can overtake another."
)


@pytest.mark.usefixtures("feed_of_now")
def test_what_happened_is_told_oldest_first(api, place):
    refs = [place().ref for _ in range(3)]

    answer = api.get(FEED).json()

    assert [event["type"] for event in answer["results"]] == ["order.placed"] * 3
    assert [event["data"]["ref"] for event in answer["results"]] == refs
    assert answer["last"] == answer["results"][-1]["id"]


@pytest.mark.usefixtures("feed_of_now")
def test_it_goes_on_after_the_last_one_seen(api, place):
    for _ in range(5):
        place()
    everything = [event["id"] for event in api.get(FEED).json()["results"]]

    walked, last = [], None
    while page := api.get(FEED, {"limit": 2} | ({"after": last} if last else {})).json()["results"]:
        walked += [event["id"] for event in page]
        last = walked[-1]

    assert walked == everything
    assert api.get(FEED, {"after": last}).json() == {"results": [], "last": last}


@pytest.mark.usefixtures("feed_of_now")
def test_types_can_be_chosen(api, order):
    api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "HOLD"}, format="json")

    feed = api.get(FEED, {"type": "order.status_changed"}).json()["results"]

    assert [event["data"]["to"] for event in feed] == ["HOLD"]


@pytest.mark.usefixtures("feed_of_now", "order")
def test_other_channels_hear_nothing(stranger):
    assert stranger.get(FEED).json() == {"results": [], "last": None}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"after": "yesterday"}, "unknown_event"),
        ({"after": "0190b0a5-7c3e-7000-8000-000000000001"}, "unknown_event"),
        ({"limit": "0"}, "invalid"),
        ({"limit": "many"}, "invalid"),
        ({"type": "order.eaten"}, "unknown_word"),
        ({"since": "2026-01-01"}, "unknown_parameter"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(api, asked, code):
    answer = api.get(FEED, asked)

    assert answer.status_code == 400
    assert [(error["code"], error["parameter"]) for error in answer.json()["errors"]] == [(code, *asked)]


@needs_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_event_that_is_still_being_written_holds_back_those_behind_it(api, place):
    slow, fast = place(), place()
    seen = told_in_the_end(api, 2)
    written, may_end = Signal(), Signal()

    def write_slowly():
        with transaction.atomic():
            note_on(slow)
            written.set()
            may_end.wait(30)
        connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    assert written.wait(30)
    note_on(fast)

    while_running = [event["id"] for event in api.get(FEED).json()["results"]]
    may_end.set()
    thread.join()
    afterwards = told_in_the_end(api, 4)

    assert while_running == seen
    assert afterwards[:2] == seen
    assert len(afterwards) == Event.objects.count() == 4


def told_in_the_end(api, number):
    """The feed with so many events. The server's other transactions, those of other tests too, hold it back a while."""
    ids, patience = [], time.monotonic() + 60
    while len(ids) < number and time.monotonic() < patience:
        ids = [event["id"] for event in api.get(FEED).json()["results"]]
    return ids


def note_on(order):
    add_notes(order, [NewNote("Called back.")], actor=SYSTEM, at=timezone.now())
