"""How Akinon says what went wrong."""

from __future__ import annotations

from common.api.parameters import InvalidParameters
from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """`{"detail"}`, or the sentences of each wrong parameter."""
    if isinstance(error, InvalidParameters):
        return Told(400, {name: [said] for name, (_, said) in error.errors.items()}, problem.headers)
    detail = "Not found." if problem.status == 404 else problem.detail
    return Told(problem.status, {"detail": detail}, problem.headers)
