"""How Akinon says what went wrong."""

from __future__ import annotations

from common.api.parameters import InvalidParameters
from common.api.problems import Problem
from common.errors import InvalidInput, OutcomeUnknown, Refusal, VersionDiffers
from dialects.common.answers import Told

NOT_REJECTABLE = "order_item_not_rejectable"


def told(problem: Problem, error: BaseException) -> Told:
    """`{"detail"}`, the sentences of each wrong field or parameter, or why an item cannot be rejected."""
    if isinstance(error, InvalidParameters):
        return Told(400, {name: [said] for name, (_, said) in error.errors.items()}, problem.headers)
    if isinstance(error, InvalidInput) and all(error.errors):
        return Told(400, {str(path[0]): [str(said)] for path, (_, said) in error.errors.items()}, problem.headers)
    if isinstance(error, Refusal) and not isinstance(error, VersionDiffers | OutcomeUnknown | InvalidInput):
        return Told(400, {"non_field_errors": [problem.detail], "code": NOT_REJECTABLE}, problem.headers)
    detail = "Not found." if problem.status == 404 else problem.detail
    return Told(problem.status, {"detail": detail}, problem.headers)
