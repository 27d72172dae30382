"""Connections are shared equally among the web workers, and wait for none that does not take them."""

import http.client
import os
import signal
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager

import pytest

from orders_service.connection_counts import SILENT_SECONDS, SLOTS, ConnectionCounts
from tests.deployment.gunicorn_server import served

APPLICATION = """
import os

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
CONFIGURATION = """
from orders_service import balanced_worker, connection_counts, web_worker
balanced_worker.PATIENCE_SECONDS = {patience}
connection_counts.SILENT_SECONDS = 600
worker_class = web_worker.WholeRequestsWorker
workers, threads, worker_connections, timeout, keepalive, control_socket_disable = 2, 2, 100, 60, 30, True
"""


@pytest.fixture
def service(tmp_path, request):
    """The port of a server, and its two workers. They leave a connection to each other for at most this time."""
    configuration = CONFIGURATION.format(patience=request.param)
    with served(tmp_path, APPLICATION, configuration) as (port, _):
        yield port, both_workers(port)


def both_workers(port):
    seen = set()
    for _ in range(100):
        with ExitStack() as clients:
            seen.update(worker_of(client) for client in opened(clients, port, 4))
        if len(seen) == 2:
            return seen
        time.sleep(0.05)
    pytest.fail("A worker never served.")


def opened(clients, port, number):
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(number)]
    for connection in connections:
        clients.enter_context(closing(connection)).connect()
    return connections


def worker_of(connection):
    connection.request("GET", "/")
    return int(connection.getresponse().read())


@pytest.mark.parametrize("service", [5], indirect=True)
def test_connections_opened_at_once_are_shared_equally(service):
    port, (first, second) = service
    with ExitStack() as clients:
        with stopped(second):
            with stopped(first):
                connections = opened(clients, port, 30)
            time.sleep(0.3)
        workers = Counter(worker_of(connection) for connection in connections)

    assert sorted(workers.values()) in ([14, 16], [15, 15])


@pytest.mark.parametrize("service", [0.01], indirect=True)
def test_connections_do_not_wait_for_a_worker_that_hangs(service):
    port, (hangs, lives) = service
    with ExitStack() as clients, stopped(hangs):
        assert {worker_of(connection) for connection in opened(clients, port, 20)} == {lives}


@contextmanager
def stopped(process):
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_worker_that_reports_nothing_is_not_counted():
    counts = ConnectionCounts()
    counts.report(1, 7, now=100)
    counts.report(2, 3, now=100)

    assert counts.fewest_of_others(1, now=100.5) == 3
    assert counts.fewest_of_others(2, now=100.5) == 7
    assert counts.fewest_of_others(SLOTS + 3, now=100.5) == 3
    assert counts.fewest_of_others(1, now=100 + SILENT_SECONDS) == float("inf")
