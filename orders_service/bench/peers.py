"""The service beside django-salesman: `make bench-peers`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

from access.scopes import SCOPES
from access.services import create_api_key, create_client
from orders.models import Channel, Order
from orders.statuses import OrderStatus
from orders_service.bench.load import HOST, Load, Task, loaded, request
from orders_service.bench.processes import free_port, wait_until, web_server

WORKERS = 2
SHOP = Path(settings.BASE_DIR, "scripts", "peers")
DATABASE = "salesman_shop"
KINDS = ("list of 50", "detail", "status change", "create, 3 items")
_ADDRESS = {"line": "1 Example Street", "city_name": "Example", "country_code": "US"}


@dataclass(frozen=True, slots=True)
class Peer:
    """A server under load: its process, and what its clients do on one connection of several, by kind."""

    name: str
    pid: int
    port: int
    tasks: Any


class Ours:
    """Tasks for the service."""

    def __init__(self) -> None:
        channels = list(Channel.objects.values_list("pk", flat=True))
        client = create_client("bench-peers", channels=channels, scopes=tuple(SCOPES)).client
        self._headers = {"Authorization": f"Bearer {create_api_key(client).secret}"}
        self._channel = Channel.objects.filter(enabled=True, default_currency="USD")[0].code
        self._refs = list(Order.objects.exclude(date_placed=None).values_list("ref", flat=True))
        self._packed = list(Order.objects.filter(status=OrderStatus.PACKAGED).values_list("ref", flat=True))

    def __call__(self, kind: str, number: int, connections: int) -> Iterator[Task]:
        """What one connection of so many does."""
        if kind == KINDS[0]:
            return ([self._ask("GET", f"?limit=50&page={page}")] for page in cycle(range(1, 9)))
        if kind == KINDS[1]:
            return ([self._ask("GET", f"{ref}/")] for ref in _drawn(self._refs, number))
        if kind == KINDS[2]:
            own = self._packed[number::connections]
            steps = cycle(("PACKAGE_WAITING", "PACKAGED"))
            return ([self._ask("PUT", f"{ref}/status/", {"status": step})] for step in steps for ref in own)
        return ([self._ask("POST", "", self._new(number, nth))] for nth in count())

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> bytes:
        key = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        return request(method, f"/api/v1/orders/{path}", {**self._headers, **key}, _written(body))

    def _new(self, number: int, nth: int) -> dict[str, Any]:
        items = [
            {"sku": f"SKU-{line}", "quantity": 1, "unit_price": f"1{line}.00", "product": {"name": f"Product {line}"}}
            for line in (1, 2, 3)
        ]
        buyer = {"email": f"buyer-{number}-{nth % 1000}@example.com"}
        addresses = {"billing_address": _ADDRESS, "shipping_address": _ADDRESS}
        return {"channel": self._channel, "customer": buyer, "currency": "USD", "items": items, **addresses}


class Salesmans:
    """Tasks for django-salesman. A checkout is four requests, and a basket belongs to whoever's token it is."""

    def __init__(self, orders: int) -> None:
        self._refs = [f"2020-{number:06}" for number in range(1, orders + 1)]

    def __call__(self, kind: str, number: int, connections: int) -> Iterator[Task]:
        """What one connection of so many does."""
        headers = {"Authorization": f"Token staff-{number + 1}"}

        def ask(method: str, path: str, body: Mapping[str, Any] | None = None) -> bytes:
            return request(method, path, headers, _written(body))

        if kind == KINDS[0]:
            return ([ask("GET", f"/orders/all/?page={page}")] for page in cycle(range(1, 9)))
        if kind == KINDS[1]:
            return ([ask("GET", f"/orders/{ref}/")] for ref in _drawn(self._refs, number))
        if kind == KINDS[2]:
            own = self._refs[number::connections]
            steps = cycle(("HOLD", "PROCESSING"))
            return ([ask("PUT", f"/orders/{ref}/status/", {"status": step})] for step in steps for ref in own)
        lines = [{"product_type": f"{DATABASE}.Product", "product_id": line, "quantity": 1} for line in (1, 2, 3)]
        checkout = {"email": "buyer@example.com", "payment_method": "on-delivery"}
        addresses = {"shipping_address": "1 Example Street", "billing_address": "1 Example Street"}
        task = [ask("POST", "/basket/", line) for line in lines] + [ask("POST", "/checkout/", checkout | addresses)]
        return cycle([task])


def _written(body: Mapping[str, Any] | None) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def _drawn(refs: list[str], number: int) -> Iterator[str]:
    return cycle(Random(number).sample(refs, min(2000, len(refs))))  # noqa: S311


@contextmanager
def running(python: Path, orders: int) -> Iterator[list[Peer]]:
    """The service and the shop, each with its web server and the same number of orders."""
    _fill_shop(python, orders)
    with web_server(WORKERS) as (ours, port), _shop_server(python) as (shop, shop_port):
        yield [Peer("this service", ours, port, Ours()), Peer("Salesman", shop, shop_port, Salesmans(orders))]


def compared(
    peers: list[Peer], kind: str, *, rounds: int, seconds: float, connections: int, database: int
) -> list[Load]:
    """Medians of the rounds, in which the servers take turns."""
    runs: list[list[Load]] = [[] for _ in peers]
    streams = [[peer.tasks(kind, number, connections) for number in range(connections)] for peer in peers]
    for nth in range(rounds + 1):
        for place, peer in list(enumerate(peers))[:: 1 if nth % 2 else -1]:
            load = loaded(streams[place], port=peer.port, seconds=seconds, processes=[peer.pid, database])
            runs[place] += [load] if nth else []  # The first round warms up.
    return [Load(*(median(getattr(run, name) for run in each) for name in Load.__slots__)) for each in runs]


_SHOWN = [
    ("per_second", ".0f"),
    ("cpu_ms", ".1f"),
    ("p50", ".1f"),
    ("p99", ".0f"),
    ("size", ".0f"),
    ("failed", ".0f"),
]


def table(rows: Mapping[str, list[Load]]) -> str:
    """Ratios first, then what they are made of: the service's figures, and Salesman's in brackets."""
    lines = [
        "| What | times as many a second | CPU: a part of | requests/s | CPU ms | p50 ms | p99 ms | bytes | failed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, (ours, theirs) in rows.items():
        ratios = f"**{ours.per_second / theirs.per_second:.1f}** | 1/{theirs.cpu_ms / ours.cpu_ms:.1f}"
        shown = [f"{getattr(ours, name):{spec}} ({getattr(theirs, name):{spec}})" for name, spec in _SHOWN]
        lines.append(f"| {kind} | {ratios} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SHOP), "DJANGO_SETTINGS_MODULE": f"{DATABASE}.settings"}


def _fill_shop(python: Path, orders: int) -> None:
    server: dict[str, Any] = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**server, autocommit=True) as on_server:
        on_server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        on_server.execute(f"CREATE DATABASE {DATABASE}")
    migrate = [str(python), "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, env=_environment(), cwd=SHOP, check=True)
    with psycopg.connect(**{**server, "dbname": DATABASE}, autocommit=True) as shop:
        shop.execute((SHOP / DATABASE / "orders.sql").read_text().format(orders=orders).encode())
        shop.execute("VACUUM ANALYZE")


@contextmanager
def _shop_server(python: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    gunicorn = [str(python), "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--log-level", "error"]
    options = ["--bind", f"{HOST}:{port}", "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", "4"]
    server = subprocess.Popen([*gunicorn, *options], env=_environment(), cwd=SHOP)
    try:
        wait_until(port, "/orders/")
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()
