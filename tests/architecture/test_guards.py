"""The migrated database refuses every move that is not published, and keeps what moved money: on both engines."""

import re
from datetime import UTC, datetime
from functools import partial
from itertools import product
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from access.models import User
from addresses.models import Customer
from cancellations.models import CancellationPlan, PlanLine
from common.actors import SYSTEM
from common.fsm import moves
from common.guards import NeverDeleted
from events.apps import list_event_types
from events.models import Event, StorableType
from events.types import EventType
from orders.change import changing
from orders.models import (
    Adjustment,
    Channel,
    Order,
    OrderItem,
    PrivacyEntry,
    Shipment,
    ShipmentLine,
    StatusChange,
    Withdrawal,
)
from orders.statuses import ItemStatus, OrderStatus
from payments.models import GatewayEvent, Payment, Refund
from payments.statuses import PaymentState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, tzinfo=UTC)
MACHINES = [
    (Order, "status"),
    (OrderItem, "status"),
    (Shipment, "state"),
    (Payment, "status"),
    (Refund, "status"),
    (CancellationPlan, "status"),
]
KEPT = [
    Payment, Refund, GatewayEvent, CancellationPlan, PlanLine, Event, StatusChange, Withdrawal, PrivacyEntry,
]  # fmt: skip
WRITTEN_ONCE = [Event, StatusChange, Withdrawal, PrivacyEntry]
NUMBERED_FOR_EVER = [Channel, Customer, Order, User]
FIXED = {
    OrderItem: ["order_id"],
    Adjustment: ["order_id", "item_id", "type", "amount", "included"],
    Shipment: ["order_id"],
    ShipmentLine: ["shipment_id", "item_id"],
    Payment: ["order_id", "currency", "method"],
    Refund: ["payment_id", "amount", "excess", "lines"],
    CancellationPlan: ["order_id", "plan_type"],
    PlanLine: ["plan_id", "item_id", "quantity", "unit_number"],
}
OTHERS = {
    "events_event_type_only_listed",
    "orders_adjustment_item_order_agrees",
    "orders_adjustment_only_deleted_in_states",
    "orders_order_currency_only_changed_in_states",
    "orders_orderitem_only_deleted_in_states",
    "orders_shipment_only_deleted_in_states",
    "orders_shipmentline_item_order_agrees",
    "orders_shipmentline_only_deleted_in_states",
    "orders_shipmentline_quantity_only_changed_in_states",
    "cancellations_planline_item_order_agrees",
    "payments_payment_amount_only_changed_by_move",
    "payments_payment_order_currency_agrees",
    "payments_payment_sums_covered",
    "payments_refund_new_covered",
    "payments_refund_revived_covered",
}
"""What `test_part_guards` tries."""


def guards():
    """Name and text of every trigger in the database."""
    statement = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


@pytest.fixture
def payment(order):
    return Payment.objects.create(
        order=order, method="bank-transfer", currency="USD", amount=order.total, created_at=NOW, updated_at=NOW
    )


def refused(change):
    """What the database says to a change that it refuses."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    return str(caught.value)


# --- which guards there are ------------------------------------------------------------------------------------------


def test_a_migrated_database_has_every_guard_and_no_other_trigger():
    expected = {f"{model._meta.db_table}_{field}_only_edges" for model, field in MACHINES}
    expected |= {f"{model._meta.db_table}_never_deleted" for model in KEPT}
    expected |= {f"{model._meta.db_table}_never_changed" for model in WRITTEN_ONCE}
    expected |= {f"{model._meta.db_table}_serial_fixed" for model in NUMBERED_FOR_EVER}
    expected |= {f"{model._meta.db_table}_{column}_fixed" for model, columns in FIXED.items() for column in columns}
    expected |= OTHERS

    assert guards().keys() == expected, "A migration that rebuilds a table on SQLite must repeat the table's guards."


@pytest.mark.parametrize(("model", "field"), MACHINES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_guard_lets_exactly_the_moves_of_the_machine_pass(model, field):
    """The guard itself is asked about every pair of states, on a table that has nothing but the state."""
    column, allowed = model._meta.get_field(field), moves(model, field)
    states = [value for value, _ in column.flatchoices]
    guard = guards()[f"{model._meta.db_table}_{field}_only_edges"]
    guard = re.sub(r'TRIGGER "?\w+"?', "TRIGGER probe_guard", guard, count=1)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE probe ("{field}" {column.db_type(connection)})')
        cursor.execute(re.sub(r"ON \S+ FOR", "ON probe FOR", guard, count=1))
        for before, after in product(states, repeat=2):
            cursor.execute("DELETE FROM probe")
            cursor.execute("INSERT INTO probe VALUES (%s)", [before])
            change = partial(cursor.execute, f'UPDATE probe SET "{field}" = %s', [after])
            if before == after or (before, after) in allowed:
                change()
            else:
                assert f"{model._meta.db_table}.{field}: no move leads from {before} to {after}." in refused(change)


# --- what they refuse ------------------------------------------------------------------------------------------------


def test_an_order_cannot_jump_over_its_states(order):
    said = refused(lambda: Order.objects.filter(pk=order.pk).update(status=OrderStatus.SHIPPED))

    assert "orders_order.status: no move leads from 100 to 500." in said
    assert Order.objects.get(pk=order.pk).status == OrderStatus.CREATED


def test_an_item_a_shipment_and_a_payment_cannot_either(order, payment):
    assert "from 100 to 600" in refused(lambda: order.items.update(status=ItemStatus.DELIVERED))
    assert "from ready to delivered" in refused(lambda: order.shipments.update(state="delivered"))
    Payment.objects.filter(pk=payment.pk).update(status=PaymentState.FAILED)
    assert "from failed to completed" in refused(
        lambda: Payment.objects.filter(pk=payment.pk).update(status=PaymentState.COMPLETED)
    )


def test_a_move_that_is_published_passes(order):
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.HOLD)

    assert Order.objects.get(pk=order.pk).status == OrderStatus.HOLD


def test_two_moves_in_one_change_are_written_one_after_the_other(order):
    with changing(order, actor=SYSTEM, at=NOW) as change:
        change.move("process")
        change.move("ship")
        change.move("complete")

    assert Order.objects.get(pk=order.pk).status == OrderStatus.COMPLETED
    assert order.statuses.count() == 4


def test_the_log_cannot_be_rewritten(order):
    event, entry = Event.objects.filter(order=order), StatusChange.objects.filter(order=order)

    assert "events_event: rows are never changed." in refused(lambda: event.update(actor_name="Somebody else"))
    assert "events_event: rows are never deleted." in refused(event.delete)
    assert "orders_statuschange: rows are never changed." in refused(lambda: entry.update(note="Rewritten"))
    assert "orders_statuschange: rows are never deleted." in refused(entry.delete)


@pytest.mark.parametrize("model", NUMBERED_FOR_EVER)
def test_a_serial_never_changes(model, order):
    row = model.objects.create_user("somebody") if model is User else model.objects.first()

    said = refused(lambda: model.objects.filter(pk=row.pk).update(serial=row.serial + 1))

    assert f"{model._meta.db_table}.serial is never changed." in said
    assert model.objects.get(pk=row.pk).serial == row.serial


def write_event(order, type):
    Event.objects.create(
        order=order, channel=order.channel, sequence=99, type=type, actor_kind="system", actor_name="System", at=NOW
    )


def test_an_event_of_an_unknown_type_cannot_be_stored(order):
    said = refused(lambda: write_event(order, "order.sniffed"))

    assert "events_event.type: not in events_storabletype." in said
    assert not Event.objects.filter(sequence=99).exists()


def test_the_database_knows_every_event_type_and_no_other():
    assert set(StorableType.objects.values_list("name", flat=True)) == set(EventType.values)


def test_a_new_event_type_is_listed_by_migrate_without_a_migration(order):
    StorableType.objects.filter(name=EventType.NOTE_ADDED).delete()
    assert "events_event.type" in refused(lambda: write_event(order, EventType.NOTE_ADDED))

    list_event_types(apps.get_app_config("events"), using="default")

    write_event(order, EventType.NOTE_ADDED)
    assert "choices" not in Event._meta.get_field("type").deconstruct()[3]


# --- how they come and go --------------------------------------------------------------------------------------------


def test_a_guard_can_be_repeated_and_taken_away():
    state, guard, before = MigrationLoader(connection).project_state(), NeverDeleted("payment"), guards()
    with connection.cursor() as cursor:
        # An editor of SQLite's schema refuses to work in a test's transaction.
        editor = SimpleNamespace(connection=connection, execute=lambda sql, params: cursor.execute(sql))

        guard.database_forwards("payments", editor, state, state)
        repeated = guards()
        guard.database_backwards("payments", editor, state, state)

    assert repeated == before
    assert guards().keys() == before.keys() - {"payments_payment_never_deleted"}
