"""The logs let an erasure through, in its own transaction and order, and take nothing else from it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.models import PrivacyEntry, PrivacyKind, StatusChange
from orders.privacy_log import entry_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def erasing():
    def erasing(customer, order=None, **columns):
        entry = entry_of(PrivacyKind.CUSTOMER_ERASED, actor=SYSTEM, at=timezone.now(), customer=customer, order=order)
        entry.is_running = True
        entry.save()
        PrivacyEntry.objects.filter(pk=entry.pk).update(**columns)
        return entry

    return erasing


def lets(rows, **columns):
    try:
        with transaction.atomic():
            return rows.update(**columns)
    except IntegrityError:
        return 0


def test_an_erasure_takes_out_what_people_wrote_and_nothing_else(order, erasing):
    events, log = Event.objects.filter(order=order), StatusChange.objects.filter(order=order)
    erasing(order.customer)

    assert lets(events, data={}, actor_name="erased-1", actor_id="")
    assert lets(log, note="", label="", actor_name="erased-1", actor_id="", ip=None)
    for columns in ({"type": "order.paid"}, {"sequence": 99}, {"at": timezone.now()}, {"actor_kind": "staff"}):
        assert not lets(events, data={"a": 1}, **columns)
    for columns in ({"to_status": 800}, {"from_status": 200}, {"created_at": timezone.now()}):
        assert not lets(log, note="x", **columns)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        events.delete()


def test_the_erasure_of_somebody_else_lets_nothing_through(order, zebedee, erasing, place):
    other = place()
    erasing(zebedee)
    erasing(order.customer, other)

    assert not lets(Event.objects.filter(order=order), data={})
    assert lets(Event.objects.filter(order=other), data={})


def test_an_erasure_that_has_ended_lets_nothing_through_and_stays_as_it_is(order, erasing):
    entry = erasing(order.customer)
    PrivacyEntry.objects.filter(pk=entry.pk).update(is_running=False)

    assert not lets(Event.objects.filter(order=order), data={})
    assert not lets(PrivacyEntry.objects.filter(pk=entry.pk), is_running=True)
    assert not lets(PrivacyEntry.objects.filter(pk=entry.pk), actor_name="Nobody")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        PrivacyEntry.objects.filter(pk=entry.pk).delete()


def test_on_postgresql_another_transaction_lets_nothing_through(order, erasing):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one transaction at a time, and an erasure ends with its own.")
    erasing(order.customer, transaction=1)

    assert not lets(Event.objects.filter(order=order), data={})


def test_only_an_erasure_runs(order):
    entry = entry_of(PrivacyKind.DATA_READ, actor=SYSTEM, at=timezone.now(), customer=order.customer)
    entry.is_running = True

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
