"""Every request that the five documents print, run as it stands there against the service as `make run` starts it, and
its answer compared with the printed one.

Run where the documents are at hand, on SQLite, which `make run` uses.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import requests
from django.db import connection

from dialects.registry import DIALECTS
from orders_service.demo.dialects import DEMO_CALLERS
from tests.concurrency.web_server import ROOT, SharedDatabase, WebServer
from tests.dialects.documents import printed_requests
from tests.dialects.printed import differences

REQUESTS = printed_requests()
TOKENS = {caller.dialect: caller.token for caller in DEMO_CALLERS}
AS_MAKE_RUN = {"SANDBOX_GATEWAY": "true", "DIALECTS": ",".join(DIALECTS), "WEBHOOK_PRIVATE_NETWORKS": "true"}

FEW_ORDERS = "The demo has two orders, the document's shop had 314."
MORE_ROWS = "The demo has what the printed plan and order name beside the printed rows."
TODAY = "What a command writes is of today."
UNPAID = "Nobody has paid the demo's order, so that nothing can be given back."
PAGE = dict.fromkeys(
    ["/cursor/after", "/cursor/before", "/paging/count", "/paging/next", "/paging/previous", "/results"], FEW_ORDERS
)
NONE_FOUND = {path: reason for path, reason in PAGE.items() if path != "/results"}

DEVIATIONS = {
    "salesman POST /orders/(str:ref)/pay/": {"/url": "The demo's card is paid on a page of the sandbox."},
    "salesman POST /orders/(str:ref)/refund/": {"/refunded": UNPAID},
    "sylius PUT /api/v1/orders/21/cancel": {"/payments/0/updated_at": TODAY, "/shipments/0/updated_at": TODAY},
    "sylius PUT /api/v1/orders/21/payments/21/complete": {"/updated_at": TODAY},
    "akinon GET /api/i1/orders/": {"/count": MORE_ROWS, "/results": MORE_ROWS},
    "akinon GET /api/i1/order-items/": {"/count": MORE_ROWS, "/results": MORE_ROWS},
    "akinon GET /api/i1/customer-addresses/": {"/count": MORE_ROWS, "/results": MORE_ROWS},
    "lunasoft GET /orders": {"/next_page": "All of the demo's orders are on the first page."},
    "lunasoft POST /orders/[id]": {"/status": "The printed body is no JSON: it has a comma too many."},
    "aplazame GET /orders": PAGE,
    "aplazame GET /orders?param=value": PAGE,
    "aplazame GET /orders?q=param1,param2": NONE_FOUND,
    "aplazame GET /orders?ordering=param1,-param2": PAGE,
    "aplazame GET /orders/:orderId": {"": "The document prints the id and dots."},
}
"""Where an answer is not the printed one, and why. Printed rows themselves are compared in each dialect's own tests."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REQUESTS, reason="the documents are not here"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="`make run` is on SQLite"),
]


class Demo:
    """The running service. Before each request its database is as the demo was loaded."""

    def __init__(self, server, file, loaded):
        self.server, self.file, self.loaded = server, file, loaded
        self.is_as_loaded, self.orders = True, {}

    def base(self, dialect):
        return f"{self.server.address}/dialects/{dialect}"

    def as_loaded(self):
        if self.is_as_loaded:
            return
        with closing(sqlite3.connect(self.loaded)) as loaded, closing(sqlite3.connect(self.file)) as file:
            loaded.backup(file)
        self.is_as_loaded = True

    def order(self, printed):
        """What the demo's order is called in paths: of Akinon, a unit that can be rejected; of Aplazame's refunds, the
        order that is paid."""
        is_refund = (printed.dialect, printed.name[-7:]) == ("aplazame", "/refund")
        known = printed.dialect, is_refund
        if known not in self.orders:
            self.orders[known] = self._asked_for(
                printed.dialect, "/orders?confirmed-isnull=no" if is_refund else "/orders"
            )
        return self.orders[known]

    def _asked_for(self, dialect, listed):
        headers = {"Authorization": f"Bearer {TOKENS[dialect]}"}

        def ask(path):
            return requests.get(self.base(dialect) + path, headers=headers, timeout=30).json()

        return {
            "salesman": lambda: ask("/orders/all/")[0]["ref"],
            "sylius": lambda: "21",
            "akinon": lambda: ask("/api/i1/order-items/?status=100")["results"][0]["id"],
            "lunasoft": lambda: "54123",
            "aplazame": lambda: ask(listed)["results"][0]["id"],
        }[dialect]()

    def run(self, printed):
        """The status and the body of the answer to a printed request."""
        line = printed.curl.replace("BASE", self.base(printed.dialect)).replace("TOKEN", TOKENS[printed.dialect])
        line = line.replace("ORDER", self.order(printed))
        self.is_as_loaded = printed.name.startswith(("GET", "curl GET"))
        command = ["bash", "-c", f"{line} --silent --write-out '\n%{{http_code}}'"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        body, _, status = ran.stdout.rpartition("\n")
        return int(status), body


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    database = SharedDatabase(folder)
    with django_db_blocker.unblock():
        connection.ensure_connection()
        database.hand_over()
    environment = {**os.environ, **AS_MAKE_RUN, "DATABASE_URL": database.url}
    subprocess.run(
        [sys.executable, "manage.py", "load_demo", "--with-logins"], cwd=ROOT, env=environment, check=True, timeout=120
    )
    loaded = folder / "loaded.sqlite3"
    with closing(sqlite3.connect(database.file)) as file, closing(sqlite3.connect(loaded)) as copy:
        file.backup(copy)
    server = WebServer(database.url, folder)
    server.environment |= AS_MAKE_RUN | {"PUBLIC_URL": server.address}
    server.start()
    yield Demo(server, database.file, loaded)
    server.stop()


@pytest.mark.parametrize("printed", REQUESTS, ids=[printed.id for printed in REQUESTS])
def test_a_printed_request_is_answered_as_printed(printed, demo):
    demo.as_loaded()

    status, body = demo.run(printed)

    found = [] if status == printed.status else [f"/status: {status} instead of {printed.status}"]
    if printed.answer is not None and status == printed.status:
        found += differences(json.loads(body), _as_here(printed, demo))
    elif printed.status == 204 and status == 204:
        assert body == ""
    expected = DEVIATIONS.get(printed.id, {})
    assert {text.partition(":")[0] for text in found} == set(expected), found


def _as_here(printed, demo):
    """The printed answer with the addresses and ids that this database has."""
    text = json.dumps(printed.answer, ensure_ascii=False)
    base, order = demo.base(printed.dialect), demo.order(printed)
    here = {
        "salesman": {"http://localhost:8000/api": base, "2020-00001": order},
        "sylius": {'"/api/v1/': '"/dialects/sylius/api/v1/'},
        "aplazame": {"https://api.aplazame.com": base, ":orderId": order},
    }
    for word, ours in here.get(printed.dialect, {}).items():
        text = text.replace(word, ours)
    return json.loads(text)


def test_every_deviation_is_of_a_request_that_is_printed():
    assert set(DEVIATIONS) <= {printed.id for printed in REQUESTS}
