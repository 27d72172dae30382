"""The reach of a caller, and the rights on what is in it, are the same in Python and as constant SQL."""

from dataclasses import replace
from itertools import product

import pytest
from django.db import connection

from access.callers import RIGHTS_OF_GUESTS, Caller
from common.actors import ActorKind
from orders.models import Order
from orders.querysets import BY_RIGHT, REACH, reach_values, rights_on

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
            cursor.execute(f"SELECT o.id, {BY_RIGHT} FROM orders_order o WHERE {REACH}", reach_values(caller))
            found = dict(cursor.fetchall())

        reached = Order.objects.visible_to(caller)
        assert found.keys() == set(reached.values_list("pk", flat=True)), caller
        for order in reached:
            expected = caller.rights if found[order.pk] else RIGHTS_OF_GUESTS
            assert rights_on(order, caller) == expected, caller
