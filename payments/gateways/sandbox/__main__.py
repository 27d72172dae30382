"""`python -m payments.gateways.sandbox --books FILE --port 8900`: the sandbox as a server of its own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.gateways.sandbox.server import SandboxServer
from payments.gateways.sandbox.webhooks import Deliverer


def main() -> None:
    """Serve until the process is stopped. The secret comes from the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=Path, required=True, help="the file that the books are kept in")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    given = parser.parse_args()
    secret = os.environ.get("SANDBOX_SECRET", "sandbox")
    books = Books(given.books)
    server = SandboxServer(Provider(books), secret=secret, host=given.host, port=given.port)
    Deliverer(books, secret).start()
    print(f"Sandbox: {server.address}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
