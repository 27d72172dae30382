"""Answers as they were last written, kept in this process and given again as long as nothing in them has changed.

Whoever asks for one says at which version it must be: what was kept at another one is never given. So nothing has to be
told to any process when an order changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import NamedTuple
from uuid import UUID

OVERHEAD = 400
"""About how many bytes the keeping of an answer takes beside it."""


class Written(NamedTuple):
    """An order's JSON, and the version that it was written at: whatever in it may change has changed that."""

    version: int
    body: bytes


class KeptAnswers:
    """The orders that were asked for last, by id and by whom they were written for, up to so many bytes of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[tuple[UUID, Hashable], Written] = OrderedDict()
        self._lock = Lock()

    def find(self, versions: Mapping[UUID, int], audience: Hashable) -> dict[UUID, bytes]:
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

    def keep(self, answers: Mapping[UUID, Written], audience: Hashable) -> None:
        """Keep orders for the next who asks, and forget those that nobody has asked for longest."""
        with self._lock:
            for id, written in answers.items():
                key = id, audience
                self._bytes += _size(written) - _size(self._answers.pop(key, None))
                self._answers[key] = written
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._answers.popitem(last=False)[1])


def _size(written: Written | None) -> int:
    return len(written.body) + OVERHEAD if written else 0
