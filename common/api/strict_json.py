"""JSON in and out: input can be stored on every database, output has one form.

Refused on input, besides what is not JSON at all: NUL characters (PostgreSQL stores none), lone surrogates, numbers
beyond 64 bits (they would lose digits), an object that has a name twice, and nesting or a number of names that only an
attacker writes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise

from common.api.suggestions import quoted
from common.errors import InvalidInput, Sentence

MAX_DEPTH = 32
MOST_NAMES = 5000
MOST_NAMES_TOGETHER = 20_000
_LARGEST = 2**63 - 1
_SENTENCES = {
    "nul_character": Sentence("NUL characters cannot be stored."),
    "too_deep": Sentence("Nothing may be nested deeper than {most} levels.", most=MAX_DEPTH),
    "too_many_names": Sentence("An object may have {most} names.", most=MOST_NAMES),
    "too_many_names_together": Sentence("All objects together may have {most} names.", most=MOST_NAMES_TOGETHER),
    "number_too_large": Sentence("Numbers beyond 64 bits lose digits: send a text."),
}

Path = tuple[str | int, ...]


class InvalidJson(InvalidInput):
    """This is not JSON, or none that can be stored."""

    code = "invalid_json"


def read(text: bytes | str) -> Any:
    """The value of a JSON text.

    Raises:
        InvalidJson: naming the line and column of broken JSON, or the place of a value that cannot be kept.
    """
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        sentence = Sentence("This is not JSON: {what} in line {line}, column {column}.", what=error.msg, **place)
        raise InvalidJson.on(code="syntax", sentence=sentence, **place) from None
    for path, complaint in _complaints(document):
        raise InvalidJson.on(*path, code=complaint, sentence=_SENTENCES[complaint])
    # orjson takes the last of two. What is no object has no names.
    if isinstance(document, dict | list):
        json.loads(text, object_pairs_hook=_named_once)
    return document


def write(value: Any) -> bytes:
    """The value as JSON text: decimals as strings, times as RFC 3339, in UTC with `Z`.

    Raises `TypeError` for anything that has no place in JSON.
    """
    return orjson.dumps(value, default=_simpler, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def plain(value: Any) -> Any:
    """The value reduced to what JSON knows: dicts, lists, texts, numbers, true, false and null."""
    return orjson.loads(write(value))


def _named_once(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) == len(dict(pairs)):
        return
    (twice, _), *_others = Counter(name for name, _ in pairs).most_common(1)
    sentence = Sentence("An object says {name} twice.", name=quoted(twice))
    raise InvalidJson.on(code="name_given_twice", sentence=sentence, name=twice)


def _complaints(document: Any) -> Iterator[tuple[Path, str]]:
    """Whatever cannot be kept, as its path and the code of what is wrong with it."""
    waiting: list[tuple[Path, Any]] = [((), [document])]
    names = 0
    for path, container in waiting:  # which grows on the way
        names += len(container) if isinstance(container, dict) else 0
        if names > MOST_NAMES_TOGETHER:
            yield (), "too_many_names_together"
        if len(path) > MAX_DEPTH:
            yield path[1:], "too_deep"
        if isinstance(container, dict) and len(container) > MOST_NAMES:
            yield path[1:], "too_many_names"
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            if isinstance(value, dict | list):
                waiting.append(((*path, key), value))
            if code := _complaint(key) or _complaint(value):
                yield (*path, key)[1:], code


def _complaint(value: Any) -> str | None:
    """The code of what is wrong with a single text or number."""
    if isinstance(value, str):
        return "nul_character" if "\0" in value else None
    # orjson reads an integer of more than 64 bits as a float.
    if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
        return "number_too_large"
    return None


def _simpler(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON.")
