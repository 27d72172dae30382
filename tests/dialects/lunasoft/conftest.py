"""Lunasoft's sample order as the demo has it, and its client."""

from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from orders.models import Order
from orders_service.demo.dialects import DEMO_CALLERS
from tests.dialects.conftest import Speaker
from tests.dialects.description import check_described


@pytest.fixture(autouse=True)
def every_answer_is_described(monkeypatch):
    """Fails the test whose request is answered otherwise than described."""
    plain = APIClient.request

    def request(client, **environment):
        answer = plain(client, **environment)
        if getattr(answer.wsgi_request, "mount", None):
            check_described("lunasoft", answer)
        return answer

    monkeypatch.setattr(APIClient, "request", request)


@pytest.fixture
def demo(db):
    """The sample order 54123."""
    call_command("load_demo", with_logins=True, verbosity=0, stdout=StringIO())
    return Order.objects.get(channel__code="lunasoft", number="54123")


@pytest.fixture
def sample(demo):
    """The demo's client, with its key as the document sends keys."""
    connection = APIClient()
    (key,) = (caller.token for caller in DEMO_CALLERS if caller.dialect == "lunasoft")
    connection.credentials(HTTP_AUTHORIZATION=key)
    return Speaker(connection, "/dialects/lunasoft")


@pytest.fixture
def shop(speaker, channel):
    """A client with every scope."""
    return speaker("lunasoft")
