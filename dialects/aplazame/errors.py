"""How Aplazame says what went wrong."""

from __future__ import annotations

from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """One `error` with its type and words."""
    return Told(problem.status, {"error": {"type": problem.code, "message": problem.detail}}, problem.headers)
