"""Every error is a problem with its code, and every code is explained."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, UnreadablePostError
from django_fsm import ConcurrentTransition, TransitionNotAllowed
from rest_framework import exceptions

from access.idempotency import CommandStillRunning, KeyMissing, KeyReused
from common.api.parameters import InvalidParameters
from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined, Refusal, Sentence, VersionDiffers
from common.fsm import TransitionRefused

EVERY_ERROR = [
    (Refusal(), 409, "refused"),
    (TransitionRefused("No.", code="order_is_empty"), 409, "order_is_empty"),
    (TransitionNotAllowed("no"), 409, "transition_not_allowed"),
    (ConcurrentTransition("no"), 409, "concurrent_change"),
    (PaymentDeclined(), 402, "payment_declined"),
    (OutcomeUnknown(), 503, "outcome_unknown"),
    (VersionDiffers(current=3, expected=2), 412, "version_differs"),
    (InvalidInput.on("a", code="b", sentence=Sentence("c")), 400, "invalid_input"),
    (InvalidParameters.on("a", code="b", sentence="c"), 400, "invalid_input"),
    (exceptions.ValidationError({"a": "b"}), 400, "invalid_input"),
    (exceptions.ParseError(), 400, "parse_error"),
    (UnreadablePostError("gone"), 400, "body_unreadable"),
    (exceptions.NotAuthenticated(), 401, "not_authenticated"),
    (exceptions.AuthenticationFailed(code="invalid_token"), 401, "invalid_token"),
    (exceptions.PermissionDenied(code="scope_missing"), 403, "scope_missing"),
    (PermissionDenied(), 403, "permission_denied"),
    (Http404(), 404, "not_found"),
    (exceptions.NotFound(), 404, "not_found"),
    (exceptions.MethodNotAllowed("GET"), 405, "method_not_allowed"),
    (exceptions.NotAcceptable(), 406, "not_acceptable"),
    (RequestDataTooBig(), 413, "body_too_large"),
    (exceptions.UnsupportedMediaType("a/b"), 415, "unsupported_media_type"),
    (exceptions.Throttled(), 429, "throttled"),
    (KeyMissing(), 428, "idempotency_key_missing"),
    (KeyReused(), 422, "idempotency_key_reused"),
    (CommandStillRunning(), 409, "command_still_running"),
    (RuntimeError("secret"), 500, "server_error"),
]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    EVERY_ERROR,
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_every_error_is_a_problem_with_its_status_and_code(answer_to, error, status, code):
    answer = answer_to(error)

    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)
    assert answer.json()["detail"].endswith((".", "…")) or answer.json()["errors"]
    assert "secret" not in answer.content.decode()


# --- what the codes mean ---------------------------------------------------------------------------------------------


@pytest.fixture
def explained(api, settings):
    settings.ROOT_URLCONF = "orders_service.urls"
    answer = api.get("/api/problems")
    assert answer.status_code == 200
    return {problem["code"]: problem for problem in answer.json()["problems"]}


def test_every_code_that_an_error_has_is_explained_with_its_status(explained):
    statuses = {(problem["code"], problem["status"]) for problem in explained.values()}
    codes = {(code, status) for _, status, code in EVERY_ERROR} - {("refused", 409), ("parse_error", 400)}

    assert codes <= statuses


def test_every_kind_of_refusal_is_explained(explained):
    assert explained["refund_exceeds_paid"]["status"] == 409
    assert explained["payment_declined"]["status"] == 402
    assert explained["version_differs"]["status"] == 412
    assert explained["outcome_unknown"]["status"] == 503


def test_the_conditions_of_state_machines_are_explained_in_their_own_words(explained):
    assert explained["order_is_empty"] == {
        "code": "order_is_empty",
        "status": 409,
        "meaning": "The order has no items.",
    }


def test_every_explanation_is_a_sentence(explained):
    of_tests = {kind.code for kind in Refusal.__subclasses__() if kind.__module__.startswith("tests.")}
    ours = [problem for code, problem in explained.items() if code not in of_tests]

    assert [problem for problem in ours if not problem["meaning"].endswith(".")] == []
