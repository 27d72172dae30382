"""Callers of the dialects, all of which are switched on, and orders to ask about."""

from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from access.scopes import SCOPES
from dialects.registry import DIALECTS
from orders.models import Order
from orders.statuses import OrderStatus
from orders_service.demo.dialects import DEMO_CALLERS
from tests.dialects.description import check_described
from tests.dialects.statuses import WAYS

NATIVE = "application/problem+json"


@pytest.fixture(autouse=True)
def every_dialect_is_spoken(settings):
    settings.DIALECTS = list(DIALECTS)
    settings.PUBLIC_URL = "http://testserver"


@pytest.fixture(autouse=True)
def nothing_answers_natively(monkeypatch):
    """Fails the test whose request to a dialect is answered by a problem document, a page, a redirect, a 5xx, or
    otherwise than its description says."""
    plain = APIClient.request

    def request(client, **environment):
        answer = plain(client, **environment)
        if getattr(answer.wsgi_request, "mount", None):
            check_own_form(answer)
            check_described(answer.wsgi_request.mount.dialect.name, answer)
        return answer

    monkeypatch.setattr(APIClient, "request", request)


def check_own_form(answer):
    label = f"{answer.wsgi_request.method} {answer.wsgi_request.path} → {answer.status_code}"
    kind = answer.headers.get("Content-Type", "")
    assert answer.status_code < 500, f"{label}: {answer.content[:500]!r}"
    assert not 300 <= answer.status_code < 304, f"{label}: redirected"
    assert kind.split(";")[0] != NATIVE, f"{label}: answered natively"
    assert not kind.startswith("text/html"), f"{label}: a page"


class Speaker:
    """A caller of one dialect: `get("/orders/1")` asks for that path of its document."""

    def __init__(self, connection, base):
        self.connection, self.base = connection, base

    def __getattr__(self, method):
        send = getattr(self.connection, method)

        def request(path, *args, **kwargs):
            return send(f"{self.base}{path}", *args, **kwargs)

        return request


@pytest.fixture
def speaker(client_for, channel):
    """A caller of a dialect with these scopes, or all, in these channels, or the first."""

    def speak(name, *scopes, channels=None):
        connection = client_for(*(scopes or SCOPES), channels=channels or [channel])
        return Speaker(connection, f"/dialects/{name}")

    return speak


@pytest.fixture
def nobody():
    """A caller of a dialect without any credentials."""

    def speak(name):
        return Speaker(APIClient(), f"/dialects/{name}")

    return speak


@pytest.fixture
def loaded_demo(db):
    """What `make run` begins with."""
    call_command("load_demo", with_logins=True, verbosity=0, stdout=StringIO())


@pytest.fixture
def demo_caller(loaded_demo):
    """The demo's caller of a dialect, with its headers."""

    def caller_of(name):
        (caller,) = (caller for caller in DEMO_CALLERS if caller.dialect == name)
        headers = dict(header.format(token=caller.token).split(": ", 1) for header in caller.headers)
        connection = APIClient()
        connection.credentials(**{f"HTTP_{key.upper()}": value for key, value in headers.items()})
        return Speaker(connection, f"/dialects/{name}")

    return caller_of


@pytest.fixture
def order_in(place, pay, obliging):
    """A placed order at this status: `CREATED`, `paid and SHIPPED`."""

    def order_in(status):
        order = place()
        if status.startswith("paid") or status == "REFUNDED":
            pay(order)
        name = status.rpartition(" ")[2]
        if name in WAYS:
            WAYS[name](order)
        reached = Order.objects.get(pk=order.pk)
        assert OrderStatus(reached.status).name == name.replace("paid", "PROCESSING")
        return reached

    return order_in


def routes_of(dialect):
    """Every method and path of a dialect, as `("PUT", "api/v1/orders/<id>/cancel")`."""
    methods = ("get", "post", "put", "patch", "delete")
    return [
        (method.upper(), str(pattern.pattern))
        for pattern in DIALECTS[dialect].urlconf.urlpatterns[:-1]
        for method in methods
        if hasattr(pattern.callback.view_class, method)
    ]
