"""How Lunasoft says what went wrong."""

from __future__ import annotations

from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """A list of `errors`, each with its words for programmers and for people."""
    error_item = {
        "internal_message": problem.detail,
        "user_message": problem.detail,
        "code": str(problem.status),
        "more_info": "",
    }
    return Told(problem.status, {"errors": [error_item]}, problem.headers)
