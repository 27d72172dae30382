"""Defaults of requests are described in words.

Programs that generate clients take a `default` for a value to be sent always: a client would send `page=1` next to its
cursor, and ask everybody for what may be left out.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import orjson

ABOUT_A_VALUE = frozenset({"type", "enum", "allOf", "anyOf", "$ref"})


def without_defaults(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """A hook: defaults move into descriptions."""
    # Views share parts of it, which are described again when it is asked for again.
    result = deepcopy(result)
    _tell_in_words(result["paths"])
    _tell_in_words(result["components"])
    return result


def _tell_in_words(part: Any) -> None:
    if isinstance(part, list):
        for value in part:
            _tell_in_words(value)
    elif isinstance(part, dict):
        if "schema" in part and "in" in part:
            _move(part["schema"], into=part)
        elif ABOUT_A_VALUE & part.keys():
            _move(part, into=part)
        for name, value in part.items():
            if name not in {"example", "examples"}:
                _tell_in_words(value)


def _move(schema: dict[str, Any], into: dict[str, Any]) -> None:
    if "default" not in schema:
        return
    default = schema.pop("default")
    if default is not None:
        sentence = f"`{default if isinstance(default, str) else orjson.dumps(default).decode()}` if left out."
        into["description"] = f"{into.get('description', '')} {sentence}".strip()
    if set(schema) == {"allOf"} and len(schema["allOf"]) == 1:
        schema |= schema.pop("allOf")[0]
