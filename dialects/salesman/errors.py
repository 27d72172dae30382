"""How Salesman says what went wrong: as REST framework does, `{"detail"}` or texts by field."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import PermissionDenied, ValidationError

from access.permissions import ScopeMissing
from common.api.parameters import InvalidParameters
from common.api.problems import Problem
from common.api.strict_json import InvalidJson
from common.errors import InvalidInput
from dialects.common.answers import ErrorAnswer

WHOLE_BODY = "non_field_errors"
NOT_ALLOWED = str(PermissionDenied.default_detail)


def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """The native status, but 403 instead of 401."""
    status = 403 if problem.status == 401 else problem.status
    headers = {name: value for name, value in problem.headers.items() if name != "WWW-Authenticate"}
    return ErrorAnswer(status, _body(problem, error), headers)


def _body(problem: Problem, error: BaseException) -> Any:
    if isinstance(error, ValidationError):
        return error.detail if isinstance(error.detail, dict) else {WHOLE_BODY: error.detail}
    if isinstance(error, InvalidJson):
        return {"detail": f"JSON parse error - {problem.detail}"}
    if isinstance(error, InvalidInput):
        return {str(path[0]) if path else WHOLE_BODY: [said] for path, (_, said) in error.errors.items()}
    if isinstance(error, InvalidParameters):
        return {name: [said] for name, (_, said) in error.errors.items()}
    return {"detail": NOT_ALLOWED if isinstance(error, ScopeMissing) else problem.detail}
