"""Slow clients cost nobody else anything: requests are collected before a thread gets them."""

import socket
import time
from contextlib import ExitStack

import pytest

from orders_service.arriving import LONGEST_BODY
from tests.deployment.gunicorn_server import asked, is_live, served

APPLICATION = """
import time

def application(environ, start_response):
    if environ["PATH_INFO"] == "/busy":
        time.sleep(3)
    if environ["PATH_INFO"] == "/unread":
        start_response("411 Length Required", [("Content-Length", "2")])
        return [b"no"]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
CONFIGURATION = """
from orders_service import arriving, web_worker
arriving.GRACE_SECONDS = 1.5
web_worker.LINGER_SECONDS = 1.0
worker_class = web_worker.WholeRequestsWorker
workers, threads, worker_connections, keepalive, control_socket_disable = 1, 2, 30, 5, True
"""
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("server"), APPLICATION, CONFIGURATION) as (port, _):
        yield port


@pytest.fixture
def opened(port):
    """Opens connections that have sent this so far."""
    with ExitStack() as open_ones:

        def opened(sent):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            client.sendall(sent)
            return client

        yield opened


def is_cut_off(client, within):
    client.settimeout(within)
    try:
        return client.recv(100) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: local", POST, POST.replace(b"1000", b"%030d" % 1000), POST + b"x" * 999],
    ids=lambda sent: f"{len(sent)} bytes",
)
def test_whoever_does_not_go_on_costs_no_thread_and_is_cut_off(port, opened, sent):
    clients = [opened(sent) for _ in range(20)]

    began = time.monotonic()
    assert [asked(port, "POST", body=b"hello") for _ in range(10)] == [(200, b"hello")] * 10
    assert time.monotonic() - began < 1

    assert all(is_cut_off(client, within=5) for client in clients)


def test_a_body_that_comes_fast_enough_has_longer(opened):
    client = opened(POST.replace(b"1000", b"160000"))
    for _ in range(16):
        client.sendall(b"x" * 10_000)
        time.sleep(0.15)

    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_dripping_does_not_make_it_longer(opened):
    client = opened(POST)
    client.setblocking(False)
    began = time.monotonic()

    while drips(client):
        time.sleep(0.1)

    assert 1 < time.monotonic() - began < 5


def drips(client):
    try:
        client.send(b"x")
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def test_a_probe_is_answered_while_all_threads_are_busy(port, opened):
    busy = [opened(b"GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(4)]
    time.sleep(0.3)

    began = time.monotonic()
    assert is_live(port)
    assert time.monotonic() - began < 1

    assert busy[0].recv(100).startswith(b"HTTP/1.1 200 OK")


def test_the_oldest_makes_room_when_there_are_too_many(port, opened):
    first, *others = [opened(b"GET / HTTP/1.1\r\n") for _ in range(40)]

    assert is_cut_off(first, within=1)
    assert not is_cut_off(others[-1], within=0.2)
    assert is_live(port)


def test_whoever_does_not_leave_holds_nobody_up(port, opened):
    stayers = [opened(b"GET / HTTP/1.0\r\n\r\n") for _ in range(10)]
    for stayer in stayers:
        assert b"200 OK" in stayer.recv(100)

    began = time.monotonic()
    assert asked(port)[0] == 200
    assert time.monotonic() - began < 1


def test_a_body_that_nobody_reads_ends_the_connection(port, opened):
    head = b"POST /unread HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    clients = [opened(head + b"5\r\nhe") for _ in range(4)]

    for client in clients:
        answer = client.recv(1000)
        assert answer.startswith(b"HTTP/1.1 411")
        assert b"\r\nConnection: close\r\n" in answer
    assert asked(port)[0] == 200


@pytest.mark.parametrize("length", [LONGEST_BODY + 1, 10**18, 10**4000], ids=["too long", "19 digits", "4001 digits"])
def test_a_body_that_is_too_long_ends_the_connection(port, opened, length):
    client = opened(b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\nx" % length)

    answer = client.recv(1000)
    assert answer.startswith(b"HTTP/1.1 411")
    assert b"\r\nConnection: close\r\n" in answer


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(opened):
    client = opened(POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
    assert client.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"

    client.sendall(b"x" * 1000)

    read = b""
    while len(read) < 1000:
        read += client.recv(65536)
    assert read.endswith(b"x" * 1000)


def test_requests_behind_each_other_are_all_answered(opened):
    one = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n"
    client = opened(one + b"abc" + one + b"def" + one + b"g")
    time.sleep(0.2)
    client.sendall(b"hi")

    read = b""
    while b"ghi" not in read:
        read += client.recv(65536)
    assert [part in read for part in (b"abc", b"def", b"ghi")] == [True] * 3


def test_a_head_that_does_not_end_is_cut_off(opened):
    assert is_cut_off(opened(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000), within=1)
