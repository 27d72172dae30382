"""A client of the views in `tests.common.urls`."""

import pytest
from django.test import Client

from tests.common.urls import Failing


@pytest.fixture(autouse=True)
def own_routes(settings):
    settings.ROOT_URLCONF = "tests.common.urls"


@pytest.fixture
def api():
    """Sends JSON. An error that nobody foresaw is answered, as it would be in earnest."""
    return JsonClient(raise_request_exception=False)


class JsonClient(Client):
    def generic(self, method, path, data="", content_type="application/json", **extra):
        return super().generic(method, path, data, content_type, **extra)

    def send(self, method, path, body, **extra):
        """Send these very bytes as JSON."""
        return self.generic(method, path, body, "application/json", **extra)


@pytest.fixture
def answer_to(api, monkeypatch):
    """The answer of a view that raises this error."""

    def raise_in_view(error, **request):
        monkeypatch.setattr(Failing, "error", error)
        return api.get("/api/failing/", **request)

    return raise_in_view
