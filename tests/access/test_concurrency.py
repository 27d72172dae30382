"""Commands that are sent at the same time, on real connections. SQLite lets one at a time write anyway."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, get_ident

import pytest
from django.db import connection
from rest_framework.response import Response
from rest_framework.test import APIClient

from access import idempotency
from access.models import IdempotencyKey, KeyState
from orders.models import Channel
from tests.access.urls import desk

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs several connections at once"),
]

TIMES = 20


def send(path, key="a-key"):
    """Send the command from a thread of its own, and give back its connection."""
    try:
        return APIClient().post(path, {"code": "web"}, format="json", headers={"idempotency-key": key})
    finally:
        connection.close()


@pytest.fixture
def at_once():
    """Send the same command many times at once."""

    def run(path, times=TIMES):
        start = Barrier(times, timeout=10)

        def one(_):
            start.wait()
            return send(path)

        with ThreadPoolExecutor(times) as threads:
            return list(threads.map(one, range(times)))

    return run


def open_channel(request):
    number = Channel.objects.count() + 1
    Channel.objects.create(code=f"web-{number}", name="Web shop", default_currency="EUR")
    return Response({"number": number}, status=201)


def test_a_command_sent_twenty_times_at_once_is_done_once(at_once):
    desk.act = open_channel

    answers = at_once("/api/command/")

    assert {answer.status_code for answer in answers} == {201}
    assert {answer.content for answer in answers} == {b'{"number":1}'}
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Channel.objects.count() == len(desk.callers) == 1


def test_without_its_claim_it_would_be_done_more_than_once(at_once, monkeypatch):
    monkeypatch.setattr("access.commands._keyed", lambda request, required: None)
    inside = Barrier(2, timeout=10)

    def together(request):
        inside.wait()
        Channel.objects.create(code=f"web-{get_ident()}", name="Web shop", default_currency="EUR")
        return Response({})

    desk.act = together
    at_once("/api/command/", times=2)

    assert Channel.objects.count() == 2


def test_a_resumable_command_sent_twenty_times_at_once_asks_the_gateway_once(at_once):
    asked, answered = [], Event()

    def pay(request):
        asked.append(request.command_key)
        answered.wait(0.3)
        return Response({"payment": "charged"})

    desk.act = pay
    answers = at_once("/api/resumable-command/")

    assert len(asked) == 1
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"command_still_running"}
    assert send("/api/resumable-command/")["Idempotent-Replayed"] == "true"


def test_a_repetition_waits_for_the_first_transaction_and_then_gets_its_answer():
    begun, go_on = Event(), Event()

    def slow(request):
        begun.set()
        go_on.wait(5)
        return Response({"done": True})

    desk.act = slow
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send, "/api/command/")
        begun.wait(5)
        second = threads.submit(send, "/api/command/")
        assert not second.done()
        go_on.set()

        assert first.result().json() == second.result().json() == {"done": True}
        assert second.result()["Idempotent-Replayed"] == "true"


def test_a_repetition_does_its_own_work_when_the_first_was_rolled_back():
    begun, go_on = Event(), Event()

    def slow_refusal(request):
        desk.act = open_channel
        begun.set()
        go_on.wait(5)
        return Response({"detail": "No."}, status=400)

    desk.act = slow_refusal
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send, "/api/command/")
        begun.wait(5)
        second = threads.submit(send, "/api/command/")
        go_on.set()

        assert first.result().status_code == 400
        assert second.result().status_code == 201


def test_a_repetition_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    begun, go_on = Event(), Event()

    def slow(request):
        begun.set()
        go_on.wait(10)
        return Response({"done": True})

    desk.act = slow
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send, "/api/command/")
        begun.wait(5)
        second = threads.submit(send, "/api/command/").result()
        go_on.set()
        assert first.result().status_code == 200

    assert second.status_code == 409
    assert second.json()["code"] == "command_still_running"
    assert second["Retry-After"] == "1"


def test_the_short_patience_is_for_the_key_alone():
    seen = []

    def look(request):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            seen.extend(cursor.fetchone())
        return Response({})

    desk.act = look
    send("/api/command/")

    assert seen == ["0"]


def test_of_many_that_carry_on_after_a_crash_one_does(at_once):
    desk.act = lambda request: Response({"done": True})
    send("/api/resumable-command/")
    IdempotencyKey.objects.update(
        state=KeyState.RUNNING, status=None, leased_until=IdempotencyKey.objects.get().created_at
    )
    desk.callers.clear()

    at_once("/api/resumable-command/")

    assert len(desk.callers) == 1
