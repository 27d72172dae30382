"""How Sylius says what went wrong."""

from __future__ import annotations

from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """`{"code", "message"}`."""
    return Told(problem.status, {"code": problem.status, "message": problem.detail}, problem.headers)
