"""Rows that are read and written by constant statements say what they would say if Django had asked for them."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from addresses.models import Customer, CustomerAddress
from common.rows import fetch, fetch_parts, new
from common.writes import RowExists, Writes
from events.models import Event, Message
from orders.models import Adjustment, Note, Order, OrderItem, Shipment, ShipmentLine, StatusChange
from orders.statuses import ItemStatus
from payments.models import Payment

AT = datetime(2026, 1, 31, 12, 30, 0, 123456, tzinfo=UTC)
PRODUCT = {"name": 'Ünïcode 🍵 "quoted" \\ \u2028', "sizes": [1, 2.5, None, True], "most": 10**20, "deep": {"a": {}}}
ITEM = {
    "sku": "MÜG'\t\\",
    "product": PRODUCT,
    "quantity": 2,
    "unit_price": Decimal("10.1234"),
    "tax_rate": Decimal("8.5"),
    "extra_field": {"amount": Decimal("1.10"), "at": AT, "none": None},
    "estimated_delivery_date": AT,
}


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def spelled(row):
    """The row's values and their types; what the database fills in is an object anew each time."""
    return {name: repr(value).partition(" object at ")[0] for name, value in columns(row).items()}


@pytest.fixture
def rich(place):
    """An order with values of all kinds."""
    return place(items=[ITEM, {"sku": "CAP", "quantity": 1, "unit_price": Decimal(0)}], currency="CLF")


@pytest.fixture
def note(order):
    """A note that is not saved."""
    return Note(order=order, message="Hello", actor_kind="system", actor_name="Nobody", created_at=AT)


@pytest.mark.parametrize(
    "model", [Order, OrderItem, Adjustment, Shipment, ShipmentLine, StatusChange, Event, Customer, CustomerAddress]
)
def test_rows_are_read_as_django_reads_them(rich, model):
    rows = list(model.objects.all())

    assert rows
    for row in rows:
        (fetched,) = fetch(model, **{model._meta.pk.attname: row.pk})
        assert columns(fetched) == columns(row)
        assert not fetched._state.adding


@pytest.mark.parametrize("model", [Order, OrderItem, Shipment, StatusChange, Event, CustomerAddress, Message, Payment])
def test_a_new_row_is_what_django_would_have_made(model):
    given = {"id": uuid4(), "created_at": AT}
    given = {name: value for name, value in given.items() if name in {field.name for field in model._meta.fields}}

    made, djangos = new(model, **given), model(**given)

    assert spelled(made) == spelled(djangos)
    assert made._state.adding
    assert made._state.db is None


def test_a_new_row_knows_its_related_rows_and_no_columns_that_there_are_not(order):
    item = new(OrderItem, order=order)

    assert item.order is order
    assert item.order_id == order.pk
    with pytest.raises(KeyError):
        new(OrderItem, colour="blue")


def test_rows_of_any_of_several_values_are_found(rich):
    skus = ["CAP", ITEM["sku"], "NONE"]

    assert [item.sku for item in fetch(OrderItem, sku__in=skus, order_by="-position")] == skus[:2]


def test_rows_are_written_as_django_writes_them(rich):
    written = OrderItem.objects.get(order=rich, position=0)
    copy = OrderItem(**{**columns(written), "id": None, "position": 7, **ITEM})
    copy.id = OrderItem().id
    OrderItem.objects.bulk_create([copy])

    again = OrderItem.objects.get(pk=copy.pk)

    differing = {name for name, value in columns(again).items() if value != columns(written)[name]}
    assert differing == {"id", "position"}
    assert written.product == PRODUCT


def test_a_text_is_found_in_any_case(order):
    email = order.customer.email

    assert fetch(Customer, channel_id=order.channel_id, email__iexact=email.upper()) == [order.customer]
    assert fetch(Customer, channel_id=order.channel_id, email__iexact=f"x{email}") == []


def test_rows_come_in_order(rich):
    assert [item.position for item in fetch(OrderItem, order_id=rich.pk, order_by="position")] == [0, 1]
    assert [item.position for item in fetch(OrderItem, order_id=rich.pk, order_by="-position")] == [1, 0]


def test_what_waits_is_sent_before_anybody_asks(order, note):
    writes = Writes()
    writes.insert([note])
    item = order.items.get()
    item.tracking_number = "TR-1"
    writes.update(item, ["tracking_number"])
    assert not Note.objects.exists()

    with writes.sent_first():
        assert Note.objects.get().message == "Hello"
        assert OrderItem.objects.get().tracking_number == "TR-1"
    assert not note._state.adding


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is sent everything first")
def test_what_waits_is_not_sent_before_another_table_alone_is_read(order, note):
    writes = Writes()
    writes.insert([note])

    with writes.sent_first():
        assert fetch(OrderItem, order_id=order.pk)
        assert note._state.adding
        assert fetch(Note, order_id=order.pk) == [note]
    assert not note._state.adding


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is asked each time")
def test_the_same_is_asked_once_until_somebody_writes(order, note):
    def items():
        return [(item.sku, item.tracking_number) for item in fetch(OrderItem, order_id=order.pk, order_by="position")]

    writes = Writes()
    with writes.sent_first(), CaptureQueriesContext(connection) as queries:
        before = items()
        fetch(OrderItem, order_id=order.pk, order_by="position")[0].sku = "changed in memory alone"
        writes.insert([note])
        writes.send()
        assert (items(), len(queries)) == (before, 2)
        item = fetch(OrderItem, order_id=order.pk, order_by="position")[0]
        item.tracking_number = "TR-1"
        writes.update(item, ["tracking_number"])
        assert items()[0] == (item.sku, "TR-1")
        OrderItem.objects.filter(pk=item.pk).update(tracking_number="TR-2")
        assert items()[0] == (item.sku, "TR-2")


def test_parts_are_read_for_all_rows_at_once_and_know_their_row(place, order):
    shipments = list(Shipment.objects.filter(order__in=[order, place()]).order_by("id"))

    with CaptureQueriesContext(connection) as queries:
        fetch_parts(shipments, ShipmentLine, of="shipment", name="lines")
        shown = [(line.shipment, line.quantity) for row in shipments for line in row.lines.all()]

    assert len(queries) == 1
    assert shown == [(row, line.quantity) for row in shipments for line in ShipmentLine.objects.filter(shipment=row)]
    assert shown


def test_what_changed_on_a_row_that_waits_is_inserted_with_it(note):
    writes = Writes()
    writes.insert([note])
    note.message = "Good-bye"
    writes.update(note, ["message"])
    writes.send()

    assert Note.objects.get().message == "Good-bye"


def test_a_state_is_written_before_the_one_that_follows_it(order):
    """The database lets no state jump over another."""
    writes, item = Writes(), order.items.get()
    for status, names in ((ItemStatus.APPROVED, ["status"]), (ItemStatus.PACKAGED, ["status", "tracking_number"])):
        item.__dict__["status"] = status
        writes.update(item, names)
    with CaptureQueriesContext(connection) as queries:
        writes.send()

    assert len(queries) == 1
    assert order.items.get().status == ItemStatus.PACKAGED


def test_nothing_is_written_without_a_row_that_is_there_already(place, order, note):
    other = place()
    other.id, other.ref, other.token_digest, other.serial = Order().id, "2026-99999", "another", 10**9
    other.number = order.number
    note.order = other
    writes = Writes()
    writes.insert([note])
    writes.insert_once(other, "order_number_once_a_channel")

    with pytest.raises(RowExists):
        writes.send()

    assert not Note.objects.exists()
    assert not Order.objects.filter(pk=other.pk).exists()
