"""Seeding again adds others, the same seed makes the same rows, and one that breaks off leaves nothing."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from events.models import Event
from orders.models import Channel, Order, RefNumber
from orders.place import NewOrder, place_order
from orders_service.seeding import copies
from orders_service.seeding.rehearsed import TABLES, rehearsed

pytestmark = pytest.mark.django_db


def seed(orders, **options):
    call_command("seed", orders=orders, verbosity=0, **{"until": date(2026, 1, 1)} | options)


# --- again and again -------------------------------------------------------------------------------------------------


def everything():
    """All rows but what the database numbers itself, and the ids of channels."""
    rows, own = {}, {"position", "transaction", "channel"}
    for table in TABLES:
        columns = [column.attname for column in table._meta.concrete_fields if column.name not in own]
        rows[table] = sorted(table.objects.values_list(*columns), key=str)
    return rows


def test_the_same_seed_makes_the_same_rows(monkeypatch):
    monkeypatch.setattr("orders_service.seeding.rehearsed.VARIANTS", 1)
    monkeypatch.setattr("orders_service.management.commands.seed.rehearsed", rehearsed.__wrapped__)
    made = []
    for number in (7, 7, 8):
        with transaction.atomic():
            seed(60, seed=number)
            made.append(everything())
            transaction.set_rollback(True)

    assert made[0] == made[1]
    assert made[0] != made[2]


def test_seeding_again_adds_others():
    seed(40)
    seed(30)

    assert Order.objects.count() == 70
    assert set(Order.objects.values_list("ref", flat=True)) >= {"2024-00001", "2024-00041"}


def test_nothing_happens_after_the_end():
    seed(60, until=date(2026, 3, 1), days=3)

    end = datetime(2026, 3, 1, tzinfo=UTC)
    times = set(Event.objects.values_list("at", flat=True))
    assert max(times) <= end
    assert (end - Order.objects.aggregate(last=Max("date_placed"))["last"]).days == 0
    assert (end - min(times)).days <= 3


def test_without_another_end_the_orders_are_up_to_now():
    call_command("seed", orders=60, days=2, verbosity=0)

    placed = Order.objects.exclude(date_placed=None).order_by("-date_placed").values_list("date_placed", flat=True)
    assert timedelta() <= timezone.now() - placed[0] < timedelta(hours=8)


def test_orders_placed_afterwards_have_refs_of_their_own():
    seed(20)
    channel = Channel.objects.get(code="shop-us")
    wanted = NewOrder(
        channel=channel,
        customer={"email": "shop@example.com"},
        currency="USD",
        items=[{"sku": "MUG", "quantity": 1, "unit_price": Decimal(10)}],
    )

    order = place_order(wanted, actor=SYSTEM, at=timezone.now())

    assert int(order.ref.partition("-")[2]) > 20
    assert RefNumber.objects.count() == 21


# --- all or nothing --------------------------------------------------------------------------------------------------


CASTS = re.compile(r"::[a-z]+( varying)?(\[\])?|[()]")


def structure():
    """Every index, constraint and trigger, in the database's own words; it words the casts in what it reads anew."""
    statements = {
        "sqlite": ["SELECT name, sql FROM sqlite_master"],
        "postgresql": [
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint",
            "SELECT tgname, tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        ],
    }
    rows = set()
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
            rows |= {(name, CASTS.sub("", text or "")) for name, text in cursor.fetchall()}
    return rows


def test_every_index_and_constraint_is_there_again():
    before = structure()

    seed(20)

    assert structure() == before


def test_a_seed_that_breaks_off_leaves_nothing(monkeypatch):
    before = structure()
    chunks = copies.Copies.chunks

    def broken(self):
        yield next(chunks(self))
        raise RuntimeError("The power went.")

    monkeypatch.setattr(copies.Copies, "chunks", broken)
    with pytest.raises(RuntimeError):
        seed(20)

    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    assert structure() == before


def test_no_orders_at_all_is_a_mistake():
    with pytest.raises(CommandError, match="at least 1"):
        seed(0)
