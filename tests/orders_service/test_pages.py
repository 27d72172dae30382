"""The pages beside the API: its description, and the explanations of its problems."""

import pytest

from tests.answers import refusal

PATHS = ["/api/schema/", "/api/docs/", "/api/redoc/", "/api/problems/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/orders/states/"])
def test_options_names_the_methods_and_nothing_else(client, path):
    answer = client.options(path)

    assert answer.status_code == 204
    assert answer.content == b""
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer["Allow"].split(", "))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_they_are_only_read(client, path, method):
    client.handler.enforce_csrf_checks = True

    answer = getattr(client, method)(path)

    refusal(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]
