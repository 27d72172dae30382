"""An in-process cache of rendered answers, valid as long as their order has not changed.

A caller names the version that it needs, and an answer of another version is never returned. So no process has to be
notified when an order changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any, NamedTuple, TypeVar

OVERHEAD = 400
"""The approximate memory that a cached answer needs beside its body, in bytes."""

Key = TypeVar("Key", bound=Hashable)


class CachedAnswer(NamedTuple):
    """A rendered body, the version of the order that it shows, and whatever else the response needs, with its bytes."""

    version: Hashable
    body: bytes
    extra: Any = None
    extra_bytes: int = 0


class AnswerCache:
    """A least-recently-used cache of answers by key and audience, limited to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[tuple[Hashable, Hashable], CachedAnswer] = OrderedDict()
        self._lock = Lock()

    def get(self, id: Hashable, audience: Hashable) -> CachedAnswer | None:
        """The cached answer, valid or not."""
        key = id, audience
        with self._lock:
            written = self._answers.get(key)
            if written is not None:
                self._answers.move_to_end(key)
        return written

    def find(self, versions: Mapping[Key, Hashable], audience: Hashable) -> dict[Key, bytes]:
        """The bodies cached for this audience at exactly these versions."""
        found = {}
        with self._lock:
            for id, version in versions.items():
                key = id, audience
                written = self._answers.get(key)
                if written is not None and written.version == version:
                    self._answers.move_to_end(key)
                    found[id] = written.body
        return found

    def store(self, answers: Mapping[Key, CachedAnswer], audience: Hashable) -> None:
        """Cache answers, and evict the least recently used."""
        with self._lock:
            for id, written in answers.items():
                key = id, audience
                self._bytes += _size(written) - _size(self._answers.pop(key, None))
                self._answers[key] = written
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._answers.popitem(last=False)[1])


def _size(written: CachedAnswer | None) -> int:
    if written is None:
        return 0
    state = written.version if isinstance(written.version, str) else ""
    return len(written.body) + len(state) + OVERHEAD + written.extra_bytes
