"""A client of the views in `tests.common.urls`."""

import pytest
from django.test import Client


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
