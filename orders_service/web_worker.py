"""A gunicorn worker that gives a request to a thread when the whole of it has arrived (ADR 90).

gunicorn's own workers read in their threads, so that a few slow clients occupy all of them. Here the loop that accepts
connections collects the requests, and occupies no thread. Clients that are too slow are disconnected, and health probes
are answered by the loop itself, however busy the threads are.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn

from orders_service.arriving import Arriving
from orders_service.balanced_worker import BalancedWorker

SWEEP_SECONDS = 0.25
LINGER_SECONDS = 2.0
MOST_LINGERING = 100
SEND_SECONDS = 20
"""How long a client may read nothing of an answer."""
MOST_BUFFERED = 64 * 1024 * 1024
"""The most bytes of unfinished requests in a worker."""

PROBE = b"GET /health/live HTTP/1."
LIVE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: 18\r\n"
    b'Connection: close\r\n\r\n{"status": "live"}'
)


class WholeRequestsWorker(BalancedWorker):
    """Gives requests to threads when they are complete."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.arriving: dict[TConn, Arriving] = {}
        self.lingering: dict[socket.socket, float] = {}
        self.swept = 0.0

    # --- arriving ----------------------------------------------------------------------------------------------------

    def enqueue_req(self, conn: TConn) -> None:
        """Receive the next request of a connection. gunicorn calls this when there may be something to read."""
        read_ahead = conn.parser.unreader.take_buffered() if conn.initialized else b""
        self._make_room()
        conn.sock.setblocking(False)
        conn.close = partial(self._close, conn.sock)
        self.arriving[conn] = Arriving(time.monotonic(), read_ahead)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        self._receive(conn, conn.sock)

    def _receive(self, conn: TConn, client: socket.socket) -> None:
        arriving = self.arriving[conn]
        if not arriving.is_whole:
            try:
                data = client.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._forget(conn)
                return
            arriving.add(data)
            if arriving.is_hopeless:
                self._forget(conn)
                return
            if arriving.is_awaited:
                with contextlib.suppress(OSError):
                    client.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if arriving.is_whole:
            self._hand_over(conn)

    def _hand_over(self, conn: TConn) -> None:
        arriving = self.arriving.pop(conn)
        self.poller.unregister(conn.sock)
        if arriving.data.startswith(PROBE):
            with contextlib.suppress(OSError):
                conn.sock.send(LIVE)
            self.nr_conns -= 1
            conn.close(graceful=True)
            return
        conn.arrived = arriving
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        """Answer a request, in a thread."""
        conn.sock.setblocking(True)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(conn.arrived.data))
        return super().handle(conn)

    def handle_request(self, req: Request, conn: TConn) -> Any:
        """Answer a request. A connection whose body was not read ends with the answer, which says so."""
        if not conn.arrived.is_complete:
            req.force_close()
        return super().handle_request(req, conn)

    # --- leaving -----------------------------------------------------------------------------------------------------

    def murder_pending(self) -> None:
        """Disconnect clients that are too slow. The loop calls this after every event, and every second."""
        super().murder_pending()
        now = time.monotonic()
        if now - self.swept < SWEEP_SECONDS:
            return
        self.swept = now
        for conn in [conn for conn, arriving in self.arriving.items() if arriving.deadline < now]:
            self._forget(conn)
        for client in [client for client, until in self.lingering.items() if until < now]:
            self._leave(client)

    def _make_room(self) -> None:
        """Close the connection that has been idle, or unfinished, for longest, if there are too many."""
        while self.keepalived_conns and self.nr_conns >= self.worker_connections:
            idle = self.keepalived_conns.popleft()
            self.poller.unregister(idle.sock)
            self.nr_conns -= 1
            util.close(idle.sock)
        while self.arriving and (self.nr_conns >= self.worker_connections or self._buffered() > MOST_BUFFERED):
            self._forget(next(iter(self.arriving)))

    def _buffered(self) -> int:
        return sum(len(arriving.data) for arriving in self.arriving.values())

    def _forget(self, conn: TConn) -> None:
        del self.arriving[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        util.close(conn.sock)

    def _close(self, client: socket.socket, graceful: bool = False) -> None:
        """Close a connection; gracefully, the client may first take the rest of its answer. gunicorn's own way waits
        for that with everything else."""
        if not graceful or len(self.lingering) >= MOST_LINGERING:
            util.close(client)
            return
        try:
            client.shutdown(socket.SHUT_WR)
        except OSError:
            util.close(client)
            return
        client.setblocking(False)
        self.lingering[client] = time.monotonic() + LINGER_SECONDS
        self.poller.register(client, selectors.EVENT_READ, self._drain)

    def _drain(self, client: socket.socket) -> None:
        try:
            if client.recv(65536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._leave(client)

    def _leave(self, client: socket.socket) -> None:
        del self.lingering[client]
        self.poller.unregister(client)
        util.close(client)
