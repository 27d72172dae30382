"""A list of twenty orders takes as many statements as a list of one, in every dialect; so does one large order."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from tests.dialects.lists import LISTS

ONE = {
    "salesman": "/orders/{order.ref}/",
    "sylius": "/api/v1/orders/{order.serial}",
    "akinon": "/api/i1/orders/{order.pk}/",
    "lunasoft": "/orders/{order.serial}",
    "aplazame": "/orders/{order.number}",
}
MOST = {
    "postgresql": {"salesman": 4, "sylius": 5, "akinon": 4, "lunasoft": 5, "aplazame": 4},
    "sqlite": {"salesman": 9, "sylius": 12, "akinon": 4, "lunasoft": 14, "aplazame": 6},
}
"""How many statements a page takes, that which asks who calls among them."""


def statements(caller, path):
    with CaptureQueriesContext(connection) as captured:
        answer = caller.get(path, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return len(captured)


def place_large(place):
    items = [{"sku": "MUG", "quantity": 3, "unit_price": Decimal(7), "discount_amount": Decimal(1)}] * 4
    return place(items=items, adjustments=[{"type": "tax", "amount": Decimal(1)}] * 3)


@pytest.mark.parametrize("dialect", LISTS)
def test_twenty_orders_take_no_more_statements_than_one(speaker, place, dialect):
    caller = speaker(dialect)
    place()
    statements(caller, LISTS[dialect])
    place()
    of_one = statements(caller, LISTS[dialect])
    for _ in range(18):
        place_large(place)

    assert statements(caller, LISTS[dialect]) == of_one <= MOST[connection.vendor][dialect]
    assert Order.objects.count() == 20


@pytest.mark.parametrize("dialect", ONE)
def test_a_large_order_takes_no_more_statements_than_a_small_one(speaker, place, dialect):
    caller = speaker(dialect)
    small, large = place(), place_large(place)
    statements(caller, ONE[dialect].format(order=place()))

    of_small = statements(caller, ONE[dialect].format(order=small))
    assert statements(caller, ONE[dialect].format(order=large)) == of_small <= MOST[connection.vendor][dialect] + 1
