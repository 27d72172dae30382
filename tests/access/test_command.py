"""A write action that is one transaction, under an `Idempotency-Key`."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from access import commands
from access.models import IdempotencyKey
from common.errors import Refusal
from orders.models import Channel
from tests.access.urls import Command, KeyedCommand, Served, desk

KEY = {"idempotency-key": "a-key"}


class OutOfStock(Refusal):
    code = "out_of_stock"
    sentence = "There are {left} left."


def open_channel(request):
    """What a handler does: write something, and answer with it."""
    code = request.data["code"]
    Channel.objects.create(code=code, name=code, default_currency="EUR")
    return Response({"code": code, "total": "1.00"}, status=201, headers={"Location": f"/{code}/", "ETag": '"1"'})


def refuse(request):
    open_channel(request)
    raise OutOfStock(left=3)


@pytest.fixture
def post(api, db):
    """Send a command; the same one if nothing else is said."""

    def send(path="/api/command/", body=None, **headers):
        headers = KEY | {name.replace("_", "-"): value for name, value in headers.items()}
        return api.post(path, body or {"code": "web"}, format="json", headers=headers)

    return send


def test_a_repetition_gets_the_first_answer_and_does_nothing(post):
    desk.act = open_channel
    first, second = post(), post()

    assert first.status_code == second.status_code == 201
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert second.content == first.content
    for header in ("Content-Type", "Location", "ETag"):
        assert second[header] == first[header]
    assert Channel.objects.count() == len(desk.callers) == 1


def test_the_last_slash_makes_no_other_command(post):
    desk.act = open_channel
    post("/api/command/")

    assert post("/api/command")["Idempotent-Replayed"] == "true"


def test_without_a_key_a_command_is_done_as_often_as_it_is_sent(api, db):
    for code in ("web", "app"):
        desk.act = open_channel
        assert api.post("/api/command/", {"code": code}, format="json").status_code == 201

    assert desk.command_keys == ["", ""]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    "send_another",
    [
        lambda post, api: post(body={"code": "app"}),
        lambda post, api: post("/api/other-command/"),
        lambda post, api: post("/api/command/?expand=items"),
        lambda post, api: api.put("/api/command/", {"code": "web"}, format="json", headers=KEY),
    ],
    ids=["body", "path", "query", "method"],
)
def test_a_key_is_not_for_another_request(post, api, send_another):
    desk.act = open_channel
    post()

    answer = send_another(post, api)

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"
    assert len(desk.callers) == 1


def test_the_same_query_in_another_order_is_the_same_request(post):
    post("/api/command/?a=1&b=2")

    assert post("/api/command/?b=2&dry_run=false&a=1")["Idempotent-Replayed"] == "true"


def test_two_clients_do_not_meet_under_the_same_key(post, bearer):
    for _ in range(2):
        assert "Idempotent-Replayed" not in post(**bearer("orders:write"))

    assert len(set(desk.command_keys)) == 2


def test_a_refusal_because_of_the_state_is_kept(post):
    desk.act = refuse
    first = post()
    desk.act = open_channel
    second = post()

    assert first.status_code == second.status_code == 409
    assert second.json() == first.json() == first.json() | {"code": "out_of_stock", "left": 3}
    assert second["Content-Type"] == first["Content-Type"]
    assert second["Idempotent-Replayed"] == "true"
    assert not Channel.objects.exists()


@pytest.mark.parametrize("status", [400, 403, 404, 412, 503])
def test_another_refusal_leaves_nothing_and_frees_the_key(post, status):
    def refuse(request):
        open_channel(request)
        error = NotFound("Not now.")
        error.status_code = status
        raise error

    desk.act = refuse
    assert post().status_code == status
    assert not Channel.objects.exists()
    desk.act = open_channel

    answer = post(body={"code": "app"})

    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer


def test_an_answer_that_is_an_error_undoes_what_was_written(post):
    def refuse(request):
        open_channel(request)
        return Response({"detail": "No."}, status=400)

    desk.act = refuse

    assert post().status_code == 400
    assert not Channel.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_after_an_unforeseen_error_nothing_is_left_and_the_command_can_be_repeated(post, api):
    def fail(request):
        open_channel(request)
        raise ZeroDivisionError

    api.raise_request_exception = False
    desk.act = fail
    assert post().status_code == 500
    assert not Channel.objects.exists()
    desk.act = open_channel

    assert post().status_code == 201


def test_an_error_of_the_database_does_not_spoil_the_kept_refusal(post):
    def refuse(request):
        open_channel(request)
        try:
            open_channel(request)
        except IntegrityError as error:
            raise OutOfStock(left=0) from error

    desk.act = refuse

    assert post().status_code == 409
    assert post()["Idempotent-Replayed"] == "true"


def test_the_answer_is_committed_with_what_was_written_or_not_at_all(post, api, monkeypatch):
    desk.act = open_channel
    api.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(commands, "store_answer", lambda *args, **kwargs: 1 / 0)
        assert post().status_code == 500

    assert not Channel.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert post().status_code == 201


def test_a_key_is_forgotten_after_a_day(post, settings):
    desk.act = open_channel
    post()

    with time_machine.travel(timezone.now() + timedelta(hours=settings.IDEMPOTENCY_HOURS, seconds=1), tick=False):
        answer = post(body={"code": "app"})

    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer
    assert IdempotencyKey.objects.count() == 1


def test_within_the_day_it_is_not(post, settings):
    desk.act = open_channel
    post()

    with time_machine.travel(timezone.now() + timedelta(hours=settings.IDEMPOTENCY_HOURS, seconds=-5), tick=False):
        assert post()["Idempotent-Replayed"] == "true"


def test_a_replay_is_written_as_this_request_accepts_it(post):
    desk.act = open_channel
    post()

    answer = post(accept="application/yaml")

    assert answer["Content-Type"].startswith("application/yaml")
    assert b"code: web" in answer.content


def test_a_kept_refusal_stays_a_problem_document_whatever_is_accepted(post):
    desk.act = refuse
    post()

    answer = post(accept="application/yaml")

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "out_of_stock"


def test_an_answer_without_a_body_is_repeated_without_one(post):
    desk.act = lambda request: Response(status=204)
    post()

    answer = post()

    assert (answer.status_code, answer.content, answer["Idempotent-Replayed"]) == (204, b"", "true")


def test_services_know_a_repetition_by_the_command_key(post, settings):
    desk.act = lambda request: 1 / 0
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            post()
    with pytest.raises(ZeroDivisionError):
        post(idempotency_key="another-key")

    first, second, other = desk.command_keys
    assert first == second != other
    assert len(first) == 64


def test_every_command_is_marked_as_such():
    assert Command.post.is_command
    assert KeyedCommand.post.key_required
    assert not Command.post.key_required
    assert not hasattr(Served.post, "is_command")
    assert KeyedCommand.post.__doc__ == "Do it, under a key."


def test_a_body_that_is_too_long_is_refused_as_without_a_key(post, settings):
    answer = post(body={"code": "x" * settings.MAX_BODY_BYTES})

    assert answer.status_code == 413
    assert desk.callers == []


def test_a_body_that_is_no_json_is_refused_as_without_a_key(api, db):
    desk.act = lambda request: Response(request.data)

    answer = api.post("/api/command/", b"{", content_type="application/json", headers=KEY)

    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["", "a b", "a" * 256, "ä"])
def test_a_key_is_looked_at_in_a_rehearsal_too(post, key):
    answer = post("/api/command/?dry_run=true", idempotency_key=key)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"


def test_how_a_guest_shows_the_token_is_no_part_of_the_request(guest, db):
    desk.act = open_channel
    body, key = {"code": "web"}, {"idempotency-key": "a-guests-key"}
    first = guest.post("/api/command/?token=secret", body, format="json", headers=key)

    again = guest.post("/api/command/", body, format="json", headers=key | {"x-order-token": "secret"})

    assert first.status_code == again.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
