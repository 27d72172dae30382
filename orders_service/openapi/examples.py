"""Examples of requests and answers: the golden ones that the tests execute (`tests/contracts/`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.utils.text import slugify

Example = dict[str, Any]

FOLDER = settings.BASE_DIR / "tests" / "contracts"


@cache
def examples_of(operation_id: str) -> list[Example]:
    """The examples of an operation: each with its `summary`, `request` and `answer`."""
    path = FOLDER / f"{operation_id}.json"
    return orjson.loads(path.read_bytes()) if path.exists() else []


def shown(examples: Iterable[Example], side: str) -> Example:
    """The bodies of the requests, or of the answers, as OpenAPI lists them."""
    return {
        slugify(example["summary"]): {"summary": example["summary"], "value": example[side]["body"]}
        for example in examples
        if "body" in example[side]
    }
