import pytest


@pytest.fixture
def patch(api):
    def patch(order, connection=api, **changes):
        return connection.patch(f"/api/v1/orders/{order.ref}/", changes, format="json")

    return patch
