"""Errors of query parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rest_framework.exceptions import APIException
from rest_framework.request import Request

from common.api.suggestions import did_you_mean, quoted

_WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")


class InvalidParameters(APIException):
    """These query parameters are wrong. `errors` maps each name to a `(code, sentence)`."""

    status_code = 400
    default_code = "invalid_input"

    def __init__(self, errors: Mapping[str, tuple[str, str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{name}: {sentence}" for name, (_, sentence) in errors.items()))

    @classmethod
    def on(cls, name: str, *, code: str, sentence: str) -> InvalidParameters:
        """One wrong parameter."""
        return cls({name: (code, sentence)})


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Raises `InvalidParameters` for unknown parameters, and for characters that none may have."""
    errors: dict[str, tuple[str, str]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            sentence = f"There is no parameter {quoted(name)} here.{did_you_mean(name, known)}"
            errors[name] = "unknown_parameter", sentence
        elif any("\0" in value for value in values):
            errors[name] = "nul_character", "NUL characters are in no value."
    if errors:
        raise InvalidParameters(errors)


def refuse_repeated(request: Request, lists: set[str]) -> None:
    """Raises `InvalidParameters` for several values of a parameter that is no list."""
    for name, values in request.query_params.lists():
        if name not in lists and len(set(values)) > 1:
            raise InvalidParameters.on(name, code="repeated_parameter", sentence=f"'{name}' is given several values.")


def whole_number(text: str) -> int | None:
    """The number that the text spells in at most 18 plain digits, or None."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
