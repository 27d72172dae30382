import pytest

from tests.orders.updating.sent import url


@pytest.fixture
def patch(api):
    def patch(order, connection=api, **changes):
        return connection.patch(url(order), changes, format="json")

    return patch
