"""People are erased while orders come in, on PostgreSQL with real connections.

`ERASE_ORDERS=100000` seeds so many orders, of a fifth as many people, and says how long it took to erase all of them.
"""

import os
from datetime import timedelta
from threading import Event
from time import monotonic

import pytest
import structlog
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from common.errors import Refusal
from orders.models import Channel, Order
from orders.place import NewOrder, place_order
from orders.privacy.erase import erase_customer
from orders.privacy.scan import columns_with_text, find_words
from orders.privacy.still_needed import PersonStillNeeded
from orders_service.seeding import copies
from orders_service.seeding.people import Person
from orders_service.seeding.rehearsed import rehearsed
from tests.concurrency.at_once import at_once
from tests.conftest import ITEM

log = structlog.get_logger(__name__)

ORDERS = int(os.environ.get("ERASE_ORDERS", "40"))
ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
ENDED = (
    (6, "placed pay_by_card await_packaging pack ship deliver"),
    (1, "placed pay_by_transfer ship deliver note refund_all"),
    (1, "placed pay_by_card ship deliver refund_part"),
    (1, "placed cancel"),
)
NOTHING_COMES_BACK = timedelta(days=90)
"""When the last order that was made up has ended, and its days for returns."""
MARKS = ["qxperson-", "Quixworth", "+1999", "Wyvernlane", "QX-EXT-", "QX-DOC-"]
"""A part of every word of everybody's."""

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.timeout(120 + ORDERS // 20),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time"),
]


@pytest.fixture
def marked_people(monkeypatch):
    """Everybody whom the seed makes has words that nothing else has, and orders that have come to their end."""
    contact, details, on_orders = Person.contact, Person.details, Person.on_orders
    monkeypatch.setattr("orders_service.seeding.rehearsed.LIVES", ENDED)
    monkeypatch.setattr(copies, "ORDERS_A_PERSON", 5)
    monkeypatch.setattr(copies, "LONGEST", timedelta(0))  # also who orders today has their order come to its end
    monkeypatch.setattr(Person, "email", property(lambda self: f"qxperson-{self.number}@example.com"))
    monkeypatch.setattr(Person, "phone", property(lambda self: f"+1999{self.number:07d}"))
    monkeypatch.setattr(Person, "line", property(lambda self: f"{self.number} Wyvernlane"))
    monkeypatch.setattr(Person, "external_id", property(lambda self: f"QX-EXT-{self.number}"))
    monkeypatch.setattr(Person, "contact", lambda self: contact(self) | {"first_name": "Quixworth"})
    monkeypatch.setattr(Person, "details", lambda self: details(self) | {"document_id": f"QX-DOC-{self.number}"})
    monkeypatch.setattr(Person, "on_orders", lambda self: on_orders(self) | {"NAME": f"QUIXWORTH {self.number}"})
    rehearsed.cache_clear()
    yield
    rehearsed.cache_clear()


def test_everybody_is_erased_while_orders_come_in(marked_people):
    call_command("seed", orders=ORDERS, verbosity=0)
    people, before = list(Customer.objects.values_list("pk", flat=True)), len(list(find_words(MARKS)))
    channel, ended = Channel.objects.get(code="shop-us"), Event()

    def erase_everybody():
        started = monotonic()
        try:
            for pk in people:
                erase_customer(Customer.objects.get(pk=pk), actor=SYSTEM, at=timezone.now() + NOTHING_COMES_BACK)
        finally:
            ended.set()
        return monotonic() - started

    def order_meanwhile():
        took = []
        while not ended.is_set():
            started = monotonic()
            place_order(
                NewOrder(channel, {"email": f"new-{len(took)}@example.com"}, "USD", [ITEM]),
                actor=SYSTEM,
                at=timezone.now(),
            )
            took.append(monotonic() - started)
        return sorted(took)

    seconds, took = at_once(erase_everybody, order_meanwhile)
    assert not isinstance(seconds, Refusal), seconds.facts

    started = monotonic()
    found = list(find_words(MARKS))
    log.info(
        "erased",
        people=len(people),
        orders=ORDERS,
        seconds=round(seconds, 1),
        placed_meanwhile=len(took),
        placing_ms=round(1000 * took[len(took) // 2], 1),
        slowest_ms=round(1000 * took[-1], 1),
        columns_scanned=len(columns_with_text()),
        scan_seconds=round(monotonic() - started, 1),
        columns_before=before,
        columns_found=len(found),
    )
    assert before >= 15
    assert found == []
    assert Order.objects.exclude(erased_at=None).count() == ORDERS
    assert Order.objects.filter(erased_at=None).count() == len(took) > 0


def test_whoever_orders_while_they_are_erased_is_refused_or_somebody_new(channel):
    for number in range(ROUNDS):
        at = timezone.now()
        email = f"racer-{number}@example.com"
        racer = Customer.objects.create(channel=channel, email=email, is_guest=True, created_at=at, updated_at=at)
        new = NewOrder(
            channel, {"email": email, "last_name": "Racer"}, "USD", [ITEM], columns={"is_guest_checkout": True}
        )

        order, entry = at_once(
            lambda new=new, at=at: place_order(new, actor=SYSTEM, at=at),
            lambda racer=racer, at=at: erase_customer(racer, actor=SYSTEM, at=at),
        )

        buyer = Order.objects.get(pk=order.pk).customer
        was_refused = isinstance(entry, PersonStillNeeded)
        assert (buyer == racer) is was_refused
        assert buyer.erased_at is None
        assert bool(Customer.objects.get(pk=racer.pk).erased_at) is not was_refused
