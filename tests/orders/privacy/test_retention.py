"""Guests are erased so many months after their last order as their channel says."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from addresses.models import Customer
from orders.models import Order, PrivacyEntry
from orders.privacy import retention
from orders.privacy.retention import erase_due_guests, months_before
from orders.privacy.still_needed import PersonStillNeeded
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest_of(channel):
    def guest_of(name, *, days_ago, **columns):
        at = timezone.now() - timedelta(days=days_ago)
        wanted = {"email": f"{name}@example.com", "is_guest": True, "created_at": at, "updated_at": at}
        return Customer.objects.create(channel=channel, **wanted | columns)

    return guest_of


@pytest.fixture
def forgetful(channel):
    channel.guest_retention_months = 12
    channel.save()
    return channel


def erased():
    return set(Customer.objects.exclude(erased_at=None).values_list("pk", flat=True))


def test_guests_whose_last_order_is_long_ago_are_erased(forgetful, guest_of, place, settle):
    long_ago, lately, account, nobody = (
        guest_of("a", days_ago=400),
        guest_of("b", days_ago=400),
        guest_of("c", days_ago=400, is_guest=False),
        guest_of("d", days_ago=10),
    )
    for customer in (long_ago, lately, account, nobody):
        order = settle(place(customer=customer.pk))
        if customer is not lately:
            Order.objects.filter(pk=order.pk).update(
                date_placed=customer.created_at, created_at=customer.created_at, updated_at=customer.created_at
            )

    assert erase_due_guests(timezone.now()) == {"erased": 1}
    assert erased() == {long_ago.pk}
    entry = PrivacyEntry.objects.get()
    assert (entry.actor_kind, entry.about["retention_months"]) == ("system", 12)


def test_an_open_order_keeps_a_guest_and_nobody_else(forgetful, guest_of, place):
    needed, other = guest_of("a", days_ago=401), guest_of("b", days_ago=400)
    order = place(customer=needed.pk)
    Order.objects.filter(pk=order.pk).update(date_placed=needed.created_at, created_at=needed.created_at)

    assert erase_due_guests(timezone.now()) == {"erased": 1}
    assert erased() == {other.pk}


def test_guests_who_are_still_needed_hold_up_nobody(forgetful, guest_of, monkeypatch):
    monkeypatch.setattr(retention, "MOST_TRIED", 1)
    needed, other = guest_of("a", days_ago=401), guest_of("b", days_ago=400)
    plain = retention.erase_customer

    def erase_customer(customer, **options):
        if customer == needed:
            raise PersonStillNeeded
        return plain(customer, **options)

    monkeypatch.setattr(retention, "erase_customer", erase_customer)

    runs = (erase_due_guests(timezone.now()) for _ in range(100))

    assert next(run for run in runs if run != {"still_needed": 1}) == {"erased": 1}
    assert erased() == {other.pk}


def test_one_that_fails_does_not_stop_the_rest(forgetful, guest_of, monkeypatch):
    bad, good = guest_of("a", days_ago=401), guest_of("b", days_ago=400)
    plain = retention.erase_customer

    def erase_customer(customer, **options):
        if customer == bad:
            raise RuntimeError
        return plain(customer, **options)

    monkeypatch.setattr(retention, "erase_customer", erase_customer)

    assert erase_due_guests(timezone.now()) == {"failed": 1, "erased": 1}
    assert erased() == {good.pk}


def test_a_round_ends(forgetful, guest_of, monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 2)
    for number in range(3):
        guest_of(f"guest-{number}", days_ago=400)

    assert [erase_due_guests(timezone.now()) for _ in range(3)] == [{"erased": 2}, {"erased": 1}, {}]


def test_channels_that_say_nothing_keep_everybody(channel, guest_of):
    guest_of("a", days_ago=4000)

    assert erase_due_guests(timezone.now()) == {}


def test_it_is_rehearsed(forgetful, guest_of, place):
    due, needed = guest_of("a", days_ago=400), guest_of("b", days_ago=400)
    order = place(customer=needed.pk)
    Order.objects.filter(pk=order.pk).update(date_placed=needed.created_at, created_at=needed.created_at)
    said = StringIO()

    with nothing_changes():
        call_command("erase_guests", dry_run=True, stdout=said)

    assert said.getvalue().splitlines() == [
        f"us-web {due.pk}: 0 orders would be erased.",
        f"us-web {needed.pk}: Order {order.ref} is still open.",
    ]


def test_the_command_does_what_the_worker_does(forgetful, guest_of):
    guest_of("a", days_ago=400)
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("erase_guests", stdout=out)

    assert [out.getvalue().strip() for out in said] == ["erased: 1", "Nobody was due."]


@pytest.mark.parametrize(
    ("months", "before"), [(1, "2026-02-28"), (2, "2026-01-31"), (3, "2025-12-31"), (25, "2024-02-29")]
)
def test_months_have_their_own_lengths(months, before):
    at = datetime(2026, 3, 31, 9, tzinfo=UTC)

    assert months_before(at, months) == datetime.fromisoformat(f"{before}T09:00:00+00:00")
