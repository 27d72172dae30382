"""Rendered answers, kept in this process and reused as long as their order has not changed.

A caller names the version that it needs, and an answer of another version is never returned. So no process has to be
notified when an order changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any, NamedTuple, TypeVar

OVERHEAD = 400
"""The approximate overhead of keeping an answer, in bytes."""

Key = TypeVar("Key", bound=Hashable)


class Written(NamedTuple):
    """An order's JSON, the version that it was rendered at, and what else has to be known to give it again."""

    version: Hashable
    body: bytes
    beside: Any = None


class KeptAnswers:
    """The orders read last, by id (or what else names an answer) and audience, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[tuple[Hashable, Hashable], Written] = OrderedDict()
        self._lock = Lock()

    def last(self, id: Hashable, audience: Hashable) -> Written | None:
        """What was kept last, whether or not it is still right."""
        key = id, audience
        with self._lock:
            written = self._answers.get(key)
            if written is not None:
                self._answers.move_to_end(key)
        return written

    def find(self, versions: Mapping[Key, Hashable], audience: Hashable) -> dict[Key, bytes]:
        """Those of these orders that are kept for this audience at these very versions."""
        found = {}
        with self._lock:
            for id, version in versions.items():
                key = id, audience
                written = self._answers.get(key)
                if written is not None and written.version == version:
                    self._answers.move_to_end(key)
                    found[id] = written.body
        return found

    def keep(self, answers: Mapping[Key, Written], audience: Hashable) -> None:
        """Keep orders for the next reader, and drop the least recently read."""
        with self._lock:
            for id, written in answers.items():
                key = id, audience
                self._bytes += _size(written) - _size(self._answers.pop(key, None))
                self._answers[key] = written
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._answers.popitem(last=False)[1])


def _size(written: Written | None) -> int:
    return len(written.body) + OVERHEAD if written else 0
