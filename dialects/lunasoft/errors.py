"""Lunasoft's error answers: always a list of `errors`."""

from __future__ import annotations

from typing import Any

from common.api.problems import Problem
from common.errors import InvalidInput
from dialects.common.answers import ErrorAnswer


def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """An error in Lunasoft's form."""
    return ErrorAnswer(problem.status, {"errors": error_items(problem, error)}, problem.headers)


def error_items(problem: Problem, error: BaseException) -> list[dict[str, str]]:
    """What is wrong, an item for each field that is."""
    if isinstance(error, InvalidInput):
        return [
            error_item(f"{'.'.join(map(str, path))}: {code}".lstrip(": "), str(sentence), problem.status)
            for path, (code, sentence) in error.errors.items()
        ]
    return [error_item(problem.code, problem.detail, problem.status)]


def error_item(internal: str, said: str, status: int) -> dict[str, Any]:
    """One error: a word for programmers, a sentence for people, and the HTTP status as a text."""
    return {"internal_message": internal, "user_message": said, "code": str(status), "more_info": ""}
