"""The one mapping of refusals, REST framework's errors and Django's to problems.

The API answers with the problem itself (`orders_service/errors.py`); each dialect in its own form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection
from django.http import Http404, UnreadablePostError
from django_fsm import ConcurrentTransition, TransitionNotAllowed
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail, NotAuthenticated, ValidationError
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from common.api.parameters import InvalidParameters
from common.api.parsers import BodyTooLarge
from common.api.problems import MOST_ERRORS, Path, Problem, about_body, about_parameter, invalid
from common.api.suggestions import HintedCode
from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined, Refusal, VersionDiffers

STATUSES = {Refusal: 409, PaymentDeclined: 402, VersionDiffers: 412, OutcomeUnknown: 503}
SOON = {"Retry-After": "1"}
MALFORMED = Problem(400, "bad_request", "The request is malformed.")
UNEXPECTED = Problem(500, "server_error", "Something went wrong here. It is not your fault, and it has been logged.")


@singledispatch
def problem_of(error: BaseException | None, view: APIView | None = None) -> Problem | None:
    """The problem for an error, or None if it is unexpected."""
    return None


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of a kind of refusal."""
    return next(STATUSES[kind] for kind in refusal.__mro__ if kind in STATUSES)


# --- ours ------------------------------------------------------------------------------------------------------------


@problem_of.register
def _(error: Refusal, view: APIView | None = None) -> Problem:
    status = status_of(type(error))
    return Problem(status, error.code, error.detail, facts=error.facts, headers=SOON if status == 503 else {})


@problem_of.register
def _(error: VersionDiffers, view: APIView | None = None) -> Problem:
    """A view's `current_representation()` is what the caller needs to try again."""
    read_again = getattr(view, "current_representation", None)
    current = {"current": read_again()} if read_again else {}
    return Problem(status_of(type(error)), error.code, error.detail, facts={**error.facts, **current})


@problem_of.register
def _(error: InvalidInput, view: APIView | None = None) -> Problem:
    errors = [about_body(path, code, sentence) for path, (code, sentence) in error.errors.items()]
    return invalid(errors, code=error.code, **error.facts)


@problem_of.register
def _(error: InvalidParameters, view: APIView | None = None) -> Problem:
    return invalid(about_parameter(name, code, sentence) for name, (code, sentence) in error.errors.items())


# --- REST framework's ------------------------------------------------------------------------------------------------


@problem_of.register
def _(error: APIException, view: APIView | None = None) -> Problem:
    return Problem(
        error.status_code,
        _code(error),
        str(error.detail),
        facts=getattr(error, "facts", {}),
        headers=_headers(error),
    )


@problem_of.register(NotAuthenticated)
@problem_of.register(AuthenticationFailed)
def _(error: APIException, view: APIView | None = None) -> Problem:
    challenge = getattr(error, "auth_header", None) or "Bearer"
    facts = getattr(error, "facts", {})
    return Problem(401, _code(error), str(error.detail), facts=facts, headers={"WWW-Authenticate": challenge})


@problem_of.register
def _(error: ValidationError, view: APIView | None = None) -> Problem:
    wrong = list(_flat(error.detail))
    listed = (about_body(path, detail.code or "invalid", _said(detail)) for path, detail in wrong[:MOST_ERRORS])
    return invalid(listed, count=len(wrong))


def _said(detail: ErrorDetail) -> str:
    return f"{detail}{detail.code.hint}" if isinstance(detail.code, HintedCode) else str(detail)


def _code(error: APIException) -> str:
    return str(getattr(error.detail, "code", error.default_code))


def _headers(error: APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if error.status_code in (429, 503) or getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, math.ceil(getattr(error, "wait", None) or 1)))
    return headers


def _flat(detail: Any, path: Path = ()) -> Iterator[tuple[Path, ErrorDetail]]:
    """Every sentence in a serializer's nested errors, with the path of the value it is about."""
    if isinstance(detail, Mapping):
        for key, part in detail.items():
            yield from _flat(part, path if key == api_settings.NON_FIELD_ERRORS_KEY else (*path, key))
    elif isinstance(detail, list):
        for index, part in enumerate(detail):
            yield from _flat(part, path if isinstance(part, ErrorDetail) else (*path, index))
    else:
        yield path, detail


# --- Django's --------------------------------------------------------------------------------------------------------


@problem_of.register
def _(error: Http404, view: APIView | None = None) -> Problem:
    said = error.args[0] if error.args and isinstance(error.args[0], str) else "Page not found."
    return Problem(404, "not_found", said)


@problem_of.register
def _(error: PermissionDenied, view: APIView | None = None) -> Problem:
    return Problem(403, "permission_denied", str(error) or "Access denied.")


@problem_of.register
def _(error: RequestDataTooBig, view: APIView | None = None) -> Problem | None:
    return problem_of(BodyTooLarge())


@problem_of.register
def _(error: UnreadablePostError, view: APIView | None = None) -> Problem:
    return Problem(400, "body_unreadable", "The body ended before all of it had arrived.")


@problem_of.register
def _(error: TransitionNotAllowed, view: APIView | None = None) -> Problem:
    return Problem(409, "transition_not_allowed", "The state it is in forbids this.")


@problem_of.register
def _(error: ConcurrentTransition, view: APIView | None = None) -> Problem:
    return Problem(409, "concurrent_change", "Somebody else changed it at the same moment. Read it again and repeat.")


@problem_of.register
def _(error: OperationalError, view: APIView | None = None) -> Problem | None:
    """A database that is busy or away; on SQLite, whose other errors have the same class, only a lock."""
    if connection.vendor == "sqlite" and "locked" not in str(error):
        return None
    return Problem(503, "database_busy", "The database is busy. Repeat the request in a moment.", headers=SOON)
