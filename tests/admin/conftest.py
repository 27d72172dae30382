"""A desk at which a member of staff works, and orders to work on."""

from decimal import Decimal

import pytest

from tests.admin.acting import Desk
from tests.sandbox import state_of

CUPS = {"sku": "CUP", "quantity": 3, "unit_price": Decimal("5.00"), "product": {"name": "Cup"}}
PLATE = {"sku": "PLATE", "quantity": 1, "unit_price": Decimal("8.50"), "product": {"name": "Plate"}}


@pytest.fixture
def desk(client, staff):
    """The desk of `support-1`, who has every permission that an API scope stands for."""
    client.force_login(staff)
    return Desk(client)


@pytest.fixture
def dinner(place):
    """Three cups and a plate: 23.50 USD without shipping."""
    return place(items=[CUPS, PLATE], adjustments=[])


@pytest.fixture
def paid(dinner, money):
    """The same, paid by card."""
    money.pay(dinner)
    return state_of(dinner)
