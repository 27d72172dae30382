"""How many connections each web worker has, for all of them to see."""

from __future__ import annotations

import mmap

SLOTS = 64
SILENT_SECONDS = 2.0
"""A worker that has reported nothing for so long hangs or is gone. Living ones report every second."""


class ConnectionCounts:
    """A number for each worker, in memory that processes share if it was made before they were forked."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, SLOTS * 16)).cast("d")

    def report(self, worker: int, connections: int, now: float) -> None:
        """Record how many connections a worker has. Workers are numbered in the order of their starts."""
        cell = worker % SLOTS * 2
        self._cells[cell] = connections
        self._cells[cell + 1] = now

    def fewest_of_others(self, worker: int, now: float) -> float:
        """The number of connections of that other worker which has the fewest; infinite if none has reported lately."""
        cells, own = self._cells.tolist(), worker % SLOTS
        reports = zip(range(SLOTS), cells[::2], cells[1::2], strict=True)
        lately = (count for slot, count, at in reports if slot != own and now - at < SILENT_SECONDS)
        return min(lately, default=float("inf"))
