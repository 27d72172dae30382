"""One attempt to send a message: only to the address that was checked, within a deadline, without following
redirects."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from typing import Any

from common.errors import InvalidInput
from events.webhooks.destination import Destination, addresses_of, destination_of

LONGEST = 10.0
"""Seconds for the whole of an attempt."""

MOST_READ = 4096
LONGEST_FAILURE = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """An endpoint's answer: the status, if there was one, and why the attempt failed, if it did."""

    status: int | None
    failure: str = ""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a message and return the outcome; a failed connection is an outcome too."""
    deadline = time.monotonic() + LONGEST
    try:
        destination = destination_of(url)
        connection = _connected(addresses_of(destination), deadline)
        return _exchange(destination, connection, deadline, body, headers)
    except (OSError, HTTPException, InvalidInput, ValueError) as error:
        late = time.monotonic() >= deadline
        why = f"No answer within {LONGEST:.0f} seconds." if late else f"{type(error).__name__}: {error}"
        return Answer(None, why[:LONGEST_FAILURE])


def _connected(addresses: Sequence[tuple[Any, ...]], deadline: float) -> socket.socket:
    """A connection to the first address that takes it."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection(address[:2], timeout=_left(deadline))
    return socket.create_connection(addresses[-1][:2], timeout=_left(deadline))


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _exchange(
    destination: Destination, plain: socket.socket, deadline: float, body: bytes, headers: Mapping[str, str]
) -> Answer:
    """Speak HTTP over a connection that is given to the library, so that it looks up no address itself."""
    if destination.is_secure:
        peer: HTTPConnection = HTTPSConnection(destination.host, destination.port, context=_trusted())
        peer.sock = _trusted().wrap_socket(plain, server_hostname=destination.host, do_handshake_on_connect=False)
    else:
        peer = HTTPConnection(destination.host, destination.port)
        peer.sock = plain
    with closing(peer), _cut_off_at(deadline, peer.sock):
        if isinstance(peer.sock, ssl.SSLSocket):
            peer.sock.do_handshake()
        peer.request("POST", destination.target, body, {**headers, "Connection": "close"})
        with peer.getresponse() as response:
            return Answer(response.status, _failure(response))


@contextmanager
def _cut_off_at(deadline: float, connection: socket.socket) -> Iterator[None]:
    """End the connection at the deadline: a timeout would restart with every byte received."""

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)  # without TLS's own farewell, which would wait

    alarm = Timer(_left(deadline), cut)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _failure(response: HTTPResponse) -> str:
    """Why the message was not accepted, with the beginning of the answer; empty if it was."""
    if 200 <= response.status < 300:
        return ""
    if 300 <= response.status < 400:
        return "Redirects are not followed."
    said = response.read(MOST_READ).decode(errors="replace")
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())
    return (words or response.reason or f"Status {response.status}")[:LONGEST_FAILURE]


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
