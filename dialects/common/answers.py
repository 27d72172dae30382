"""Error answers of a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error in a dialect's own form. Without a `body` there is none."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
