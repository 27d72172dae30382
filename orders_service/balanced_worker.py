"""A gunicorn worker that leaves a new connection to another worker which has fewer (ADR 104).

The first worker that wakes would take every connection of a burst, and clients keep their connections open: one
worker would serve them all while the others are idle.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from orders_service.connection_counts import ConnectionCounts

STEP_SECONDS = 0.001
"""How long a worker does not look for new connections after it has left one to another."""
PATIENCE_SECONDS = 0.01
"""How long a connection waits for a worker that has fewer."""
REST_SECONDS = 0.1
"""How long a worker leaves nothing to others after a connection has waited in vain."""


class BalancedWorker(ThreadWorker):  # type: ignore[misc]
    """Accepts a connection if no other worker has fewer, or if those do not take it."""

    counts = ConnectionCounts()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.leaves_it = False
        """Whether a connection was just left to others."""
        self.left_since: float | None = None
        """Since when connections wait for others without a break."""
        self.takes_all_until = 0.0

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events: after a connection was left to others, for a step, and not for connections."""
        if self.alive:
            self.counts.report(self.age, self.nr_conns, time.monotonic())
        if self.leaves_it:
            self.leaves_it = False
            self.set_accept_enabled(False)
            super().wait_for_and_dispatch_events(STEP_SECONDS)
            return
        super().wait_for_and_dispatch_events(timeout)
        if not self.leaves_it:
            self.left_since = None

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, or leave it to others."""
        if self._is_anothers(time.monotonic()):
            self.leaves_it = True
        else:
            super().accept(listener)

    def _is_anothers(self, now: float) -> bool:
        if now < self.takes_all_until or self.nr_conns <= self.counts.fewest_of_others(self.age, now):
            return False
        self.left_since = self.left_since or now
        if now - self.left_since <= PATIENCE_SECONDS:
            return True
        self.takes_all_until = now + REST_SECONDS
        return False
