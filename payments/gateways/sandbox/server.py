"""The sandbox behind HTTP, with the failures of a real provider's connection."""

from __future__ import annotations

import hmac
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from payments.gateways.sandbox import page
from payments.gateways.sandbox.books import Row, add
from payments.gateways.sandbox.cards import NOT_ANSWERED, SERVER_ERROR
from payments.gateways.sandbox.provider import Provider, Refused, units

Step = Callable[["Provider", str, str, Row], Row]

ROUTES: list[tuple[str, re.Pattern[str], str, Step]] = [
    ("POST", re.compile(r"/v1/payments"), "start", lambda it, _, key, body: it.start(key, body)),
    ("GET", re.compile(r"/v1/payments/([^/]+)"), "look_up", lambda it, name, *_: it.look_up(name)),
    ("POST", re.compile(r"/v1/payments/([^/]+)/pay"), "pay", lambda it, name, _, body: it.pay(name, body["card"])),
    ("POST", re.compile(r"/v1/payments/([^/]+)/capture"), "capture", lambda it, name, *_: it.capture(name)),
    ("POST", re.compile(r"/v1/payments/([^/]+)/cancel"), "cancel", lambda it, name, *_: it.cancel(name)),
    ("POST", re.compile(r"/v1/refunds"), "refund", lambda it, _, key, body: it.refund(key, body)),
    ("GET", re.compile(r"/v1/recent/([\d.]+)"), "recent", lambda it, since, *_: it.recent(float(since))),
    ("GET", re.compile(r"/v1/refunds/([^/]+)"), "look_up", lambda it, name, *_: it.look_up_refund(name)),
]
PAGE = re.compile(r"/pay/([^/]+)")
AMOUNT_TRICKS = {NOT_ANSWERED: "cut_after", SERVER_ERROR: "error_before"}


class SandboxServer(ThreadingHTTPServer):
    """Listens until it is stopped. `address` is where it is reached."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, provider: Provider, *, secret: str, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.provider = provider
        self.secret = secret

    @property
    def address(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def start(self) -> threading.Thread:
        """Serve from a thread of its own."""
        thread = threading.Thread(target=self.serve_forever, name="sandbox", daemon=True, args=(0.05,))
        thread.start()
        return thread

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is not worth a log entry."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: SandboxServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        shown = PAGE.fullmatch(path)
        if shown:
            self._page(method, shown[1], body)
        elif not hmac.compare_digest(self.headers.get("Authorization", ""), f"Bearer {self.server.secret}"):
            self._send(401, {"code": "unauthorized"})
        else:
            self._route(method, path, body)

    def _route(self, method: str, path: str, body: bytes) -> None:
        for verb, pattern, operation, step in ROUTES:
            found = pattern.fullmatch(path)
            if verb == method and found:
                name = unquote(found[1]) if found.groups() else ""
                self._carry_out(operation, step, name, json.loads(body or b"{}"))
                return
        self._send(404, {"code": "unknown_path"})

    def _carry_out(self, operation: str, step: Step, name: str, body: Row) -> None:
        provider, key = self.server.provider, self.headers.get("Idempotency-Key", "")
        subject = name or body.get("payment", "")
        with provider.books.changing() as connection:
            add(connection, "requests", operation=operation, subject=subject, key=key)
        trick = self._trick(operation, subject, body)
        if trick.startswith("cut_before") or trick == "error_before":
            self._fail(trick)
            return
        try:
            status, said = 200, step(provider, name, key, body)
        except Refused as refusal:
            status, said = refusal.status, {"code": refusal.code, "detail": refusal.detail}
        if trick in ("cut_after", "error_after"):
            self._fail(trick)
        else:
            self._send(status, {name: value for name, value in said.items() if name != "card"})

    def _trick(self, operation: str, subject: str, body: Row) -> str:
        if operation == "start" and units(body) in AMOUNT_TRICKS:
            return AMOUNT_TRICKS[units(body)]
        trick = self.server.provider.books.trick_for(operation, subject)
        if trick is None:
            return ""
        time.sleep(trick["seconds"])
        return str(trick["trick"])

    def _fail(self, trick: str) -> None:
        if trick.startswith("error"):
            self._send(500, {"code": "internal_error"})
            return
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _page(self, method: str, payment_id: str, body: bytes) -> None:
        provider = self.server.provider
        try:
            if method == "GET":
                self._send_page(page.shown(provider, provider.look_up(payment_id)))
                return
            target, html = page.answered(provider, payment_id, body)
        except Refused as refusal:
            self._send(refusal.status, {"code": refusal.code})
            return
        if target:
            self._send(303, {}, Location=target)
        else:
            self._send_page(html)

    def _send_page(self, html: str) -> None:
        self._write(200, html.encode(), "text/html; charset=utf-8")

    def _send(self, status: int, body: Row, **headers: str) -> None:
        self._write(status, json.dumps(body).encode(), "application/json", **headers)

    def _write(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are in the books; no log is needed."""
