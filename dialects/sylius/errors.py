"""Sylius' error answers: `{"code", "message"}`, forms with their `errors`, and OAuth's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated

from common.api.parameters import InvalidParameters
from common.api.problems import Problem
from common.api.strict_json import InvalidJson
from common.errors import InvalidInput, OutcomeUnknown, Refusal, VersionDiffers
from dialects.common.answers import ErrorAnswer
from dialects.sylius.caller import DESCRIPTIONS, challenge

NOT_STORED = {"Cache-Control": "no-store, private"}


class OAuthError(APIException):
    """A token is not given; `error` is one of RFC 6749's words."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.status_code = error, status


class UnknownFields(InvalidInput):
    """The form has fields that nobody knows."""


class NoPaymentByHand(Refusal):
    """The order's channel offers no payment method whose money a person sees arrive."""

    code = "no_payment_by_hand"
    sentence = "This shop offers no way to pay by hand, such as a bank transfer."


def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """An error in Sylius' form."""
    if isinstance(error, OAuthError):
        return _oauth(error.status_code, error.error, str(error.detail), problem.headers)
    if isinstance(error, NotAuthenticated | AuthenticationFailed):
        word = "access_denied" if isinstance(error, NotAuthenticated) else "invalid_grant"
        return _oauth(401, word, DESCRIPTIONS[word], {"WWW-Authenticate": challenge(word)})
    if isinstance(error, InvalidInput) and not isinstance(error, InvalidJson):
        return ErrorAnswer(400, {"code": 400, "message": "Validation Failed", "errors": _form(error)})
    status = _status(problem, error)
    return ErrorAnswer(status, {"code": status, "message": _message(problem, error)}, problem.headers)


def _status(problem: Problem, error: BaseException) -> int:
    """A refused command is a bad request. A version conflict and a gateway that does not answer keep their native
    status."""
    is_refused = isinstance(error, Refusal) and not isinstance(error, VersionDiffers | OutcomeUnknown)
    return 400 if is_refused else problem.status


def _message(problem: Problem, error: BaseException) -> str:
    if isinstance(error, Http404) and not error.args:
        return "Not Found"
    if isinstance(error, InvalidParameters):
        return next(sentence for _, sentence in error.errors.values())
    return "Invalid json message received" if isinstance(error, InvalidJson) else problem.detail


def _form(error: InvalidInput) -> dict[str, Any]:
    """What is wrong with a form and its fields."""
    if isinstance(error, UnknownFields):
        return {"errors": [sentence for _, sentence in error.errors.values()], "children": {"tracking": {}}}
    fields = {str(path[0]) if path else "": str(sentence) for path, (_, sentence) in error.errors.items()}
    return {"children": {name: {"errors": [sentence]} for name, sentence in fields.items()}}


def _oauth(status: int, error: str, description: str, headers: Mapping[str, str]) -> ErrorAnswer:
    return ErrorAnswer(status, {"error": error, "error_description": description}, {**headers, **NOT_STORED})
