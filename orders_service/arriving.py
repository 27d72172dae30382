"""A request that is being received: its bytes so far, and the deadline for the rest."""

from __future__ import annotations

import re

GRACE_SECONDS = 10.0
"""The time for a whole request; a body that comes fast enough extends it."""
BYTES_A_SECOND = 16 * 1024
"""The minimum rate of a body that may take longer."""
LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 1024 * 1024
"""The service refuses longer ones without reading them."""

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_AWAITED = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


class Arriving:
    """The bytes of a request so far."""

    def __init__(self, since: float, data: bytes = b"") -> None:
        self.data = bytearray()
        self.is_awaited = False
        """Whether the client sends its body only when it is asked to."""
        self.is_complete = False
        """Whether head and body are there."""
        self.is_hopeless = False
        """Whether the head is longer than any."""
        self._is_unread = False
        self._since = since
        self._expected: int | None = None
        self.add(data)

    @property
    def deadline(self) -> float:
        """The deadline for the rest."""
        return self._since + GRACE_SECONDS + len(self.data) / BYTES_A_SECOND

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing more to wait for: the request is complete, or will be refused unread."""
        return self.is_complete or self._is_unread

    def add(self, data: bytes) -> None:
        """Add received bytes."""
        searched = max(0, len(self.data) - len(_END) + 1)
        self.data += data
        self.is_awaited = False
        if self._expected is None and not self._is_unread:
            self._look_for_head(searched)
        self.is_complete = self._expected is not None and self._expected <= len(self.data)

    def _look_for_head(self, searched: int) -> None:
        end = self.data.find(_END, searched)
        if end < 0:
            self.is_hopeless = len(self.data) > LONGEST_HEAD
            return
        head = bytes(self.data[: end + len(_END)])
        length = _LENGTH.search(head)
        size = _number(length[1]) if length else 0
        if _CHUNKED.search(head) or size > LONGEST_BODY:
            self._is_unread = True
            return
        self._expected = len(head) + size
        self.is_awaited = bool(_AWAITED.search(head)) and len(self.data) < self._expected


def _number(digits: bytes) -> int:
    """The number that the digits spell. Of a longer one the first 18 do: no body may be so long either."""
    return int(digits.lstrip(b"0")[:18] or 0)
