"""A write action of several transactions, because a gateway is asked in between."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from access.idempotency import LEASE
from access.models import IdempotencyKey, KeyState
from common.errors import Refusal
from tests.access.urls import desk


class Gateway:
    """Charges once for each key, as gateways do."""

    def __init__(self):
        self.asked = []

    def charge(self, key):
        self.asked.append(key)
        return "charged"

    @property
    def charges(self):
        return set(self.asked)


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def post(api, db):
    api.raise_request_exception = False

    def send(body=None, key="a-key"):
        headers = {"idempotency-key": key}
        return api.post("/api/resumable-command/", body or {"amount": "5.00"}, format="json", headers=headers)

    return send


@pytest.fixture
def pay(gateway):
    """A handler that asks the gateway."""

    def act(request):
        return Response({"payment": gateway.charge(request.command_key)})

    desk.act = act
    return act


def later(delta):
    return time_machine.travel(timezone.now() + delta, tick=False)


def test_a_repetition_gets_the_first_answer_and_the_gateway_is_not_asked_again(post, pay, gateway):
    first, second = post(), post()

    assert first.status_code == second.status_code == 200
    assert second["Idempotent-Replayed"] == "true"
    assert second.content == first.content
    assert len(gateway.asked) == 1


def test_the_claim_is_there_before_the_gateway_is_asked(post):
    seen = []
    desk.act = lambda request: seen.append(IdempotencyKey.objects.get().state) or Response({})

    post()

    assert seen == [KeyState.RUNNING]
    assert IdempotencyKey.objects.get().state == KeyState.ANSWERED


def test_a_repetition_while_the_first_is_running_is_told_to_wait(post, gateway):
    answers = []

    def slow(request):
        answers.append(post())
        return Response({"payment": gateway.charge(request.command_key)})

    desk.act = slow
    assert post().status_code == 200

    assert answers[0].status_code == 409
    assert answers[0].json()["code"] == "command_still_running"
    assert 1 <= int(answers[0]["Retry-After"]) <= LEASE.total_seconds()
    assert len(gateway.asked) == 1


@pytest.fixture
def killed(post, gateway, monkeypatch):
    """A process that died after the gateway had been asked: no code of ours could release the claim."""

    def act(request):
        gateway.charge(request.command_key)
        raise SystemExit

    desk.act = act
    with monkeypatch.context() as dead:
        dead.setattr("access.commands.interrupt", lambda *args, **kwargs: None)
        with pytest.raises(SystemExit):
            post()


def test_while_the_lease_of_a_dead_process_lives_a_repetition_waits(post, killed, pay, gateway):
    with later(LEASE - timedelta(seconds=5)):
        assert post().status_code == 409

    assert len(gateway.asked) == 1


def test_when_the_lease_has_run_out_a_repetition_carries_on_under_the_same_key(post, killed, pay, gateway):
    with later(LEASE + timedelta(seconds=1)):
        answer = post()

    assert answer.json() == {"payment": "charged"}
    assert len(gateway.asked) == 2
    assert len(gateway.charges) == 1
    with later(LEASE + timedelta(seconds=2)):
        assert post()["Idempotent-Replayed"] == "true"


def test_a_dead_process_does_not_free_its_key_for_another_request(post, killed, pay):
    with later(LEASE + timedelta(seconds=1)):
        answer = post({"amount": "6.00"})

    assert answer.status_code == 422


def test_of_two_that_carry_on_the_second_waits(post, killed, gateway):
    answers = []

    def slow(request):
        answers.append(post())
        return Response({})

    desk.act = slow
    with later(LEASE + timedelta(seconds=1)):
        assert post().status_code == 200

    assert answers[0].status_code == 409


def test_after_an_unforeseen_error_the_same_request_may_carry_on_at_once(post, pay, gateway):
    def fail(request):
        gateway.charge(request.command_key)
        raise ZeroDivisionError

    desk.act = fail
    assert post().status_code == 500
    desk.act = pay

    assert post({"amount": "6.00"}).status_code == 422
    assert post().status_code == 200
    assert len(gateway.charges) == 1


def test_an_answer_that_the_service_is_unavailable_keeps_the_claim(post, pay):
    def fail(request):
        error = APIException("Later.")
        error.status_code = 503
        raise error

    desk.act = fail
    assert post().status_code == 503
    desk.act = pay

    assert post({"amount": "6.00"}).status_code == 422
    assert post().status_code == 200


def test_a_refusal_because_of_the_state_is_kept(post, pay):
    def refuse(request):
        raise Refusal("Nothing is left to pay.")

    desk.act = refuse
    first = post()
    desk.act = pay
    second = post()

    assert first.status_code == second.status_code == 409
    assert second["Idempotent-Replayed"] == "true"


def test_invalid_input_frees_the_key(post, pay):
    def refuse(request):
        raise ValidationError("No.")

    desk.act = refuse
    assert post().status_code == 400
    desk.act = pay

    assert post({"amount": "6.00"}).status_code == 200


def test_a_slow_process_does_not_overwrite_the_answer_of_the_one_that_took_over(post, gateway):
    def slow(request):
        desk.act = lambda request: Response({"answer": "of the second"})
        with later(LEASE + timedelta(seconds=1)):
            assert post().json() == {"answer": "of the second"}
        return Response({"answer": "of the first"})

    desk.act = slow
    post()

    assert post().json() == {"answer": "of the second"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_handler_runs_outside_any_transaction(api):
    seen = []
    desk.act = lambda request: seen.append(transaction.get_connection().in_atomic_block) or Response({})

    api.post("/api/resumable-command/", {}, format="json", headers={"idempotency-key": "a-key"})

    assert seen == [False]
