"""A real HTTP server on loopback that takes webhooks and verifies them, or misbehaves on request."""

import socket
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from access.services import create_client
from events.models import Delivery
from events.webhooks.delivery import deliver_due
from events.webhooks.endpoints import register_endpoint


class Receiver:
    """What arrived, and how the next requests are answered: each by a status, or by a function that is handed the
    handler. Without any, they are taken."""

    def __init__(self):
        self.requests = []
        self.answers = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": self}))
        self.server.daemon_threads = True

    @property
    def port(self):
        return self.server.server_port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hooks?shop=1"

    @property
    def ids(self):
        return [headers["webhook-id"] for _path, headers, _body in self.requests]

    def messages(self, secret):
        """What arrived, verified by the secret."""
        return [Webhook(secret).verify(body, headers) for _path, headers, body in self.requests]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.receiver.requests.append((self.path, dict(self.headers.items()), body))
        answer = self.receiver.answers.pop(0) if self.receiver.answers else 204
        if callable(answer):
            answer(self)
        else:
            self.send_response(answer)
            self.send_header("Location", self.receiver.url)
            self.end_headers()

    def do_GET(self):
        self.receiver.requests.append((self.path, dict(self.headers.items()), b""))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_told):
        """Nothing."""


def saying(status, text):
    """An answer with a body."""

    def answer(handler):
        handler.send_response(status)
        handler.end_headers()
        handler.wfile.write(text.encode())

    return answer


def hanging(handler):
    """No answer at all, as long as the other side waits."""
    handler.connection.settimeout(30)
    handler.connection.recv(1)


def dripping(handler):
    """An answer of which a byte comes now and then, for ever."""
    try:
        for letter in "HTTP/1.1 200 OK\r\nX-Long: " + "x" * 10_000:
            handler.connection.sendall(letter.encode())
            time.sleep(0.05)
    except OSError:
        pass


def hanging_up(handler):
    """The connection is closed without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_NETWORKS = True
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


@pytest.fixture
def listener(channel):
    """An API client that may have webhooks in the storefront's channel."""
    scopes = ["events:read", "webhooks:write"]
    return create_client("Listener", channels=[channel.id], scopes=scopes).client


@pytest.fixture
def endpoint(listener, receiver):
    """The receiver, registered by the client."""
    return register_endpoint(receiver.url, client=listener.client_id, at=timezone.now())


@pytest.fixture
def deliver(time_machine):
    """One turn of the worker, perhaps some time later."""

    def deliver(after=timedelta()):
        if after:
            time_machine.move_to(timezone.now() + after)
        return deliver_due(timezone.now())

    return deliver


def states(endpoint):
    """How far each delivery has got, oldest first."""
    return list(Delivery.objects.filter(endpoint=endpoint).order_by("id").values_list("state", flat=True))
