"""How Salesman says what went wrong."""

from __future__ import annotations

from common.api.problems import Problem
from dialects.common.answers import Told


def told(problem: Problem, error: BaseException) -> Told:
    """`{"detail"}`. Who is not let in hears 403, never 401."""
    status = 403 if problem.status == 401 else problem.status
    headers = {name: value for name, value in problem.headers.items() if name != "WWW-Authenticate"}
    return Told(status, {"detail": problem.detail}, headers)
