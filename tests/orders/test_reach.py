"""The reach of a caller is the same as a condition of the ORM and as constant SQL."""

from dataclasses import replace
from itertools import product

import pytest
from django.db import connection

from access.callers import Caller
from common.actors import ActorKind
from orders.models import Order
from orders.querysets import REACH, reach_values

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL renders orders itself."),
]


@pytest.mark.parametrize("kind", ActorKind)
def test_both_ways_to_say_it_find_the_same_orders(kind, place):
    orders = [place() for _ in range(3)]
    first, last = orders[0], orders[-1]
    channels = [None, frozenset(), frozenset([first.channel_id])]
    customers = [frozenset(), frozenset([first.customer_id])]
    tokens = ["", last.token, "unknown"]
    for channel, customer, token in product(channels, customers, tokens):
        caller = replace(Caller(kind, "Somebody"), channels=channel, customers=customer, order_token=token)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT o.id FROM orders_order o WHERE {REACH}", reach_values(caller))
            found = {row[0] for row in cursor.fetchall()}

        assert found == set(Order.objects.visible_to(caller).values_list("pk", flat=True)), caller
