import json
from itertools import count

import pytest

numbers = count()


@pytest.fixture
def send(api):
    """Place an order under a key of its own."""

    def send(body, connection=api, **headers):
        key = {"idempotency-key": f"placing-{next(numbers)}"}
        return connection.post("/api/v1/orders/", body, format="json", headers=key | headers)

    return send


@pytest.fixture
def post(api):
    """Send a body, text or bytes as they are, as an order to be placed."""

    def post(body, content_type="application/json", **headers):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        key = {"idempotency-key": f"bad-{next(numbers)}"}
        return api.generic("POST", "/api/v1/orders/", content, content_type, headers=key | headers)

    return post
