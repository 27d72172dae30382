"""A request that is arriving: how much of it there is, and until when the rest has to come."""

from __future__ import annotations

import re

GRACE_SECONDS = 10.0
"""In which a request has arrived, unless its body comes fast enough."""
BYTES_A_SECOND = 16 * 1024
"""Each buys a part of a second more."""
LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 1024 * 1024
"""The service refuses longer ones without reading them."""

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_AWAITED = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


class Arriving:
    """What a client has sent so far."""

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
        """Until when more has to come."""
        return self._since + GRACE_SECONDS + len(self.data) / BYTES_A_SECOND

    @property
    def is_whole(self) -> bool:
        """Whether there is no more to wait for: everything is there, or what is there will be refused."""
        return self.is_complete or self._is_unread

    def add(self, data: bytes) -> None:
        """More of it has come."""
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
        size = int(length[1]) if length else 0
        if _CHUNKED.search(head) or size > LONGEST_BODY:
            self._is_unread = True
            return
        self._expected = len(head) + size
        self.is_awaited = bool(_AWAITED.search(head)) and len(self.data) < self._expected
