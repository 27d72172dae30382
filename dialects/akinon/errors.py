"""How Akinon says what went wrong."""

from __future__ import annotations

from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """`{"detail"}`."""
    return Told(problem.status, {"detail": problem.detail}, problem.headers)
