"""Akinon's error answers."""

from __future__ import annotations

from common.api.parameters import InvalidParameters
from common.api.problems import Problem
from common.errors import InvalidInput, OutcomeUnknown, Refusal, VersionDiffers
from dialects.common.answers import ErrorAnswer

WHOLE_BODY = "non_field_errors"
NOT_REJECTABLE = "order_item_not_rejectable"


def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """`{"detail"}`, the sentences of each wrong field or parameter, or why an item cannot be rejected."""
    if isinstance(error, InvalidParameters):
        return ErrorAnswer(400, {name: [said] for name, (_, said) in error.errors.items()}, problem.headers)
    if isinstance(error, InvalidInput) and all(error.errors):
        return ErrorAnswer(
            400, {str(path[0]): [str(said)] for path, (_, said) in error.errors.items()}, problem.headers
        )
    if isinstance(error, Refusal) and not isinstance(error, VersionDiffers | OutcomeUnknown | InvalidInput):
        return ErrorAnswer(400, {WHOLE_BODY: [problem.detail], "code": NOT_REJECTABLE}, problem.headers)
    detail = "Not found." if problem.status == 404 else problem.detail
    return ErrorAnswer(problem.status, {"detail": detail}, problem.headers)
