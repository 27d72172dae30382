"""Probes call a machine by its own address, and only ever read."""

import pytest

PROBED = ["/health/live", "/health/ready", "/metrics"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "orders-7d9f-x2", "[fd00::7]:8000"])
@pytest.mark.parametrize("path", PROBED)
def test_a_probe_is_answered_whatever_the_host(client, path, host):
    assert client.get(path, headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/orders/states/", "/admin/", "/health/live/", "/health/"])
def test_anybody_else_names_a_host_of_ours(client, path):
    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.parametrize("path", PROBED)
def test_a_probe_is_not_sent_elsewhere_where_all_else_must_be_https(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 200
    assert client.get("/api/v1/orders/states/").status_code == 301


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_health_is_only_read(client, path, method):
    answer = getattr(client, method)(path)

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
