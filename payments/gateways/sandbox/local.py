"""The sandbox inside this process: a server of its own on loopback, so that a call never waits for a web worker.

All processes of one machine share the books, and are one sandbox.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.gateways.sandbox.server import SandboxServer
from payments.gateways.sandbox.webhooks import Deliverer


def here(books: str, secret: str) -> SandboxServer:
    """The server of this process, started when it is first needed."""
    return _started(books, secret, os.getpid())


@cache
def _started(books: str, secret: str, process: int) -> SandboxServer:
    """`process` shows a forked child that its parent's threads are not its own."""
    kept = Books(Path(books))
    server = SandboxServer(Provider(kept), secret=secret)
    server.start()
    Deliverer(kept, secret).start()
    return server
