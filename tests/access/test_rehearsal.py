"""`?dry_run=true`: what would happen, without anything happening."""

import pytest
from rest_framework.response import Response

from access.models import IdempotencyKey
from common.errors import Refusal
from common.rehearsal import current_rehearsal, own_transaction
from orders.models import Channel
from tests.access.urls import desk

PATHS = ["/api/command/", "/api/resumable-command/"]


def open_channel(request):
    Channel.objects.create(code="web", name="Web shop", default_currency="EUR")
    rehearsal = current_rehearsal()
    if rehearsal:
        rehearsal.events.append({"type": "order.placed", "data": {"version": 1}})
        rehearsal.gateway_calls.append({"operation": "charge"})
        rehearsal.emails.append({"to": "customer-17@example.com"})
    return Response({"code": "web"}, status=201)


@pytest.fixture
def post(api, db):
    desk.act = open_channel
    return lambda path, **headers: api.post(path, {}, format="json", headers=headers)


@pytest.mark.parametrize("path", PATHS)
def test_a_rehearsal_tells_the_answer_and_what_would_follow(post, path):
    answer = post(f"{path}?dry_run=true")

    assert answer.status_code == 200
    assert answer.json() == {
        "dry_run": True,
        "status": 201,
        "result": {"code": "web"},
        "events": [{"type": "order.placed", "data": {"version": 1}}],
        "gateway_calls": [{"operation": "charge"}],
        "emails": [{"to": "customer-17@example.com"}],
    }


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_rehearsal_stays(post, path):
    post(f"{path}?dry_run=true")

    assert not Channel.objects.exists()


@pytest.mark.parametrize("path", PATHS)
def test_a_refusal_is_rehearsed_as_in_earnest(post, path):
    def refuse(request):
        open_channel(request)
        raise Refusal("Nothing is left.", left=0)

    desk.act = refuse
    rehearsed = post(f"{path}?dry_run=true")
    in_earnest = post(path, **{"idempotency-key": "a-key"})

    assert rehearsed.status_code == in_earnest.status_code == 409
    assert rehearsed.json() == in_earnest.json()
    assert rehearsed["Content-Type"] == in_earnest["Content-Type"]


def test_a_refusal_that_is_returned_is_rehearsed_as_in_earnest(post):
    desk.act = lambda request: Response({"detail": "No."}, status=400)

    assert post("/api/command/?dry_run=true").json() == {"detail": "No."}


@pytest.mark.parametrize("path", ["/api/keyed-command/", "/api/resumable-command/"])
def test_a_rehearsal_needs_no_key_and_uses_up_none(post, path):
    assert post(f"{path}?dry_run=true").status_code == 200
    assert post(f"{path}?dry_run=true", **{"idempotency-key": "a-key"}).status_code == 200

    assert not IdempotencyKey.objects.exists()
    assert desk.command_keys == ["", ""]
    assert "Idempotent-Replayed" not in post(path, **{"idempotency-key": "a-key"})


@pytest.mark.parametrize(
    "query", ["dry_run=1", "dry_run=yes", "dry_run=", "dry_run=True", "dry_run=true&dry_run=false"]
)
def test_nobody_guesses_whether_a_command_was_meant(post, query):
    answer = post(f"/api/command/?{query}")

    assert answer.status_code == 400
    assert desk.callers == []


def test_the_transactions_of_a_resumable_command_are_rehearsed_as_one(post):
    def open_in_two_steps(request):
        with own_transaction():
            answer = open_channel(request)
        with own_transaction():
            Channel.objects.update(name="Other shop")
        return answer

    desk.act = open_in_two_steps

    assert post("/api/resumable-command/?dry_run=true").json()["status"] == 201
    assert not Channel.objects.exists()


def test_dry_run_false_is_in_earnest(post):
    assert post("/api/command/?dry_run=false").status_code == 201
    assert Channel.objects.exists()
