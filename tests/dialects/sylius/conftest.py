"""Sylius' sample order as the demo has it, and its client."""

from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from orders.models import Order
from tests.dialects.conftest import Speaker
from tests.dialects.description import check_described


@pytest.fixture(autouse=True)
def every_answer_is_described(monkeypatch):
    """Fails the test whose request is answered otherwise than described."""
    plain = APIClient.request

    def request(client, **environment):
        answer = plain(client, **environment)
        if getattr(answer.wsgi_request, "mount", None):
            check_described("sylius", answer)
        return answer

    monkeypatch.setattr(APIClient, "request", request)


@pytest.fixture
def demo(db):
    """The sample order 000000021."""
    call_command("load_demo", with_logins=True, verbosity=0, stdout=StringIO())
    return Order.objects.get(channel__code="US_WEB", number="000000021")


@pytest.fixture
def sample(demo):
    """The client that the document prints, with its headers."""
    connection = APIClient()
    connection.credentials(HTTP_AUTHORIZATION="Bearer SampleToken", HTTP_ACCEPT="application/json")
    return Speaker(connection, "/dialects/sylius")
