"""Lists are read while their orders change: nobody is given what was changed before they asked."""

import os
from functools import partial
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from common.actors import SYSTEM
from orders.models import Order
from orders.update import update_order
from tests.concurrency.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no answers."),
]
CHANGES = int(os.environ.get("RACE_ROUNDS", "3")) * 10
READERS = 3


def say_version(order):
    """Change an order so that its note says which version it has, which is given back."""
    mine = Order.objects.get(pk=order.pk)
    changes = {"customer_note": f"Version {mine.version + 1}"}
    return update_order(mine, actor=SYSTEM, at=timezone.now(), changes=changes).version


@pytest.mark.parametrize("whole", [False, True], ids=["list", "detail"])
def test_no_reader_is_given_an_older_version_nor_a_mixed_one(place, client_for, channel, settings, whole):
    settings.THROTTLES = {}
    order = place()
    url = f"/api/v1/orders/{order.ref}/" if whole else "/api/v1/orders/"
    committed, done = {order.pk: say_version(order)}, Event()

    def write():
        try:
            for _ in range(CHANGES):
                committed[order.pk] = say_version(order)
        finally:
            done.set()

    def read(api):
        wrong = []
        while not done.is_set():
            known = committed[order.pk]
            answer = api.get(url).json()
            (row,) = [answer] if whole else answer["results"]
            if row["version"] < known or row["customer_note"] != f"Version {row['version']}":
                wrong.append((known, row["version"], row["customer_note"]))
        return wrong

    readers = [client_for("orders:read", channels=[channel]) for _ in range(READERS)]

    assert at_once(write, *[partial(read, api) for api in readers]) == [None, *[[]] * READERS]
