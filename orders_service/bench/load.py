"""Load from several connections, each of which sends its next request when the previous one was answered."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles

from orders_service.bench.processes import cpu_seconds

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)

Task = Sequence[bytes]
"""Requests that together do one thing, such as placing an order."""


@dataclass(frozen=True, slots=True)
class Load:
    """The result of a load: tasks a second, CPU of a task, median and 99th percentile of its time, and bytes of its
    answer."""

    per_second: float
    cpu_ms: float
    p50: float
    p99: float
    size: float
    failed: int


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    said = {"Host": HOST, "Accept": "application/json", "Content-Type": "application/json"}
    said |= {"Content-Length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def loaded(streams: Sequence[Iterator[Task]], *, port: int, seconds: float, processes: Sequence[int]) -> Load:
    """Run the tasks of all streams at once for a number of seconds; CPU is that of these processes.

    Raises:
        RuntimeError: hardly anything was answered with success.
    """
    used, started = sum(map(cpu_seconds, processes)), time.monotonic()
    with ThreadPoolExecutor(len(streams)) as pool:
        done = list(pool.map(lambda tasks: _Connection(port).work(tasks, until=started + seconds), streams))
    took = time.monotonic() - started
    cpu = sum(map(cpu_seconds, processes)) - used
    times = sorted(each for stream in done for each in stream.times)
    if len(times) < len(done):
        raise RuntimeError(f"Only {len(times)} requests were answered with success, the last with: {done[0].answer!r}")
    cuts = quantiles(times, n=100)
    return Load(
        per_second=len(times) / took,
        cpu_ms=cpu * 1000 / len(times),
        p50=cuts[49] * 1000,
        p99=cuts[98] * 1000,
        size=sum(stream.received for stream in done) / len(times),
        failed=sum(stream.failed for stream in done),
    )


class _Connection:
    """A connection that stays open, and no more of HTTP than this needs: reading answers must cost next to nothing."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=30)
        self.times: list[float] = []
        self.received = self.failed = 0
        self.answer = b""

    def work(self, tasks: Iterator[Task], *, until: float) -> _Connection:
        """Do one task after the other. A task fails with an answer that is no success."""
        with self._socket:
            while (began := time.monotonic()) < until:
                if all([self._is_answered(each) for each in next(tasks)]):  # noqa: C419
                    self.times.append(time.monotonic() - began)
                else:
                    self.failed += 1
        return self

    def _is_answered(self, sent: bytes) -> bool:
        self._socket.sendall(sent)
        answer = self._socket.recv(65536)
        while (head := answer.find(b"\r\n\r\n")) < 0:
            answer += self._received()
        length = _LENGTH.search(answer, 0, head)
        missing = (int(length[1]) if length else 0) - (len(answer) - head - 4)
        size = len(answer) + max(missing, 0)
        while missing > 0:
            missing -= len(self._received())
        self.received += size
        self.answer = answer
        return answer[9:10] == b"2"

    def _received(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("The server hung up in the middle of an answer.")
        return part
