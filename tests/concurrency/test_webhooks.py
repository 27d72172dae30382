"""Several workers, transactions that overtake each other, and a worker that is killed: nothing is missed or doubled."""

import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.actors import SYSTEM
from events.feed import end_of_feed
from events.models import Delivery
from events.webhooks import sending
from events.webhooks.delivery import LEASE, deliver_due
from events.webhooks.endpoints import register_endpoint
from orders.models import Order
from orders.notes import NewNote, add_notes
from tests.concurrency.at_once import at_once
from tests.receiver import hanging, states

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one transaction at a time."),
]


def note_on(order):
    add_notes(Order.objects.get(pk=order.pk), [NewNote("Called back.")], actor=SYSTEM, at=timezone.now())


def until(is_so):
    """Wait for it. The server's other transactions, those of other tests too, hold the feed back a while."""
    patience = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < patience
        time.sleep(0.02)


def delivered_in_the_end(number, *, workers=1):
    def done():
        at_once(*[lambda: deliver_due(timezone.now())] * workers)
        return Delivery.objects.filter(state="delivered").count() >= number

    until(done)


def test_many_workers_at_once_deliver_everything_once_and_in_order(endpoint, listener, receiver, place):
    others = [register_endpoint(receiver.url, client=listener.client_id, at=timezone.now()) for _ in range(2)]
    order = place()
    for _ in range(14):
        note_on(order)

    delivered_in_the_end(45, workers=5)

    assert len(receiver.ids) == len(set(receiver.ids)) == 45
    for each in (endpoint, *others):
        own = [str(pk) for pk in Delivery.objects.filter(endpoint=each).order_by("event").values_list("pk", flat=True)]
        assert [message_id for message_id in receiver.ids if message_id in own] == own


def test_an_event_that_is_committed_late_is_not_missed(endpoint, receiver, place):
    slow, fast = place(), place()
    delivered_in_the_end(2)
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

    deliver_due(timezone.now())
    while_running = len(receiver.requests)
    may_end.set()
    thread.join()
    delivered_in_the_end(4)

    notes = [message["data"]["order"] for message in receiver.messages(endpoint.secret)[2:]]
    assert while_running == 2
    assert sorted(notes) == sorted([str(slow.pk), str(fast.pk)])


def test_what_a_killed_worker_was_sending_is_sent_again_by_the_next(endpoint, receiver, place, database_url):
    place()
    receiver.answers = [hanging]
    script = "import django; django.setup(); from events.webhooks.delivery import deliver_due\n"
    script += "from django.utils import timezone\nwhile True: deliver_due(timezone.now())"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "orders_service.settings",
        "WEBHOOK_PRIVATE_NETWORKS": "true",
    }
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment) as worker:
        until(lambda: receiver.requests)
        worker.kill()
    killed = Delivery.objects.get()

    too_early = deliver_due(timezone.now())
    in_time = deliver_due(timezone.now() + LEASE + timedelta(seconds=1))

    assert (killed.state, killed.attempts) == ("waiting", 0)
    assert (too_early, in_time) == (0, 1)
    assert receiver.ids == [str(killed.pk)] * 2
    assert states(endpoint) == ["delivered"]


def test_an_endpoint_that_never_answers_delays_no_other(listener, receiver, place, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 8.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        slow = register_endpoint(url, client=listener.client_id, at=timezone.now())
        register_endpoint(receiver.url, client=listener.client_id, at=timezone.now())
        order = place()
        until(lambda: end_of_feed().position == order.events.get().position)

        workers = Thread(target=at_once, args=[lambda: deliver_due(timezone.now())] * 2)
        workers.start()
        until(lambda: receiver.requests)
        meanwhile = Delivery.objects.get(endpoint=slow).attempts
        workers.join()

    assert meanwhile == 0
    assert Delivery.objects.get(endpoint=slow).attempts == 1
