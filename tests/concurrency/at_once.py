"""Many hands at the same moment, each with a database connection of its own."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from common.actors import Actor, ActorKind
from common.errors import Refusal
from orders.models import OrderItem, Shipment

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
"""How often each race is run: `RACE_ROUNDS=200` is the full proof."""

RACE = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.timeout(60 + 20 * ROUNDS),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time"),
]
"""The marks of a module of races."""

STAFF = Actor(ActorKind.STAFF, "staff-1")


def args(**later):
    """Who acts, and when: now, or later by so much."""
    return {"actor": STAFF, "at": timezone.now() + timedelta(**later)}


def at_once(*acts):
    """Do them all at once: what each gave, or the refusal it met."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(ends):
    """The codes of those who were refused."""
    return [end.code for end in ends if isinstance(end, Refusal)]


def item_of(order):
    """The only item of an order."""
    return OrderItem.objects.get(order=order)


def assert_units_add_up(order):
    """What the order's item counts as sent is what its shipments hold."""
    item = item_of(order)
    sent = Shipment.objects.filter(order=order, state__in=["shipped", "delivered"])
    assert sum(sent.values_list("lines__quantity", flat=True)) == item.quantity_shipped
    assert item.quantity_shipped + item.quantity_cancelled <= item.quantity
    return item
