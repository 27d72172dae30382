"""What was ordered, and what is written down about it, is corrected from the order's page."""

from decimal import Decimal

import pytest

from events.models import Event
from orders.models import Order, OrderItem
from tests.untouched import nothing_changes
from tests.workplace.acting import refusal


@pytest.fixture
def cups(paid):
    return paid.items.get(sku="CUP")


@pytest.fixture
def plate(paid):
    return paid.items.get(sku="PLATE")


def read(row):
    return type(row).objects.get(pk=row.pk)


def test_items_of_a_paid_order_are_changed_after_a_rehearsal(desk, paid, cups, plate):
    fields = {f"units-{cups.pk}": 1, f"units-{plate.pk}": 0, "sku": "TEA", "name": "Tea", "units": 2, "price": "1.50"}

    with nothing_changes():
        rehearsed = desk.preview(paid, "amend", **fields, reason="The customer called")
    desk.confirm(rehearsed)

    assert sorted(OrderItem.objects.filter(order=paid).values_list("sku", "quantity")) == [("CUP", 1), ("TEA", 2)]
    assert OrderItem.objects.get(order=paid, sku="TEA").total == 3
    assert Event.objects.get(order=paid, type="order.amended").data["reason"] == "The customer called"
    assert "Items were changed: the total went from" in desk.page(paid).content.decode()


def test_staff_are_told_what_is_outstanding_or_was_paid_too_much(desk, paid, cups):
    messages = desk.do(paid, "amend", **{f"units-{cups.pk}": cups.quantity + 1})
    assert messages[-1].endswith("is outstanding.")

    messages = desk.do(paid, "amend", **{f"units-{cups.pk}": 1})
    assert "more was paid than is due" in messages[-1]


def test_an_order_that_is_sent_is_not_amended(desk, paid):
    desk.do(paid, "ship")

    assert refusal(desk.open(paid, "amend")) == "The items of an order with status 'Shipped' cannot be changed."


def test_a_price_alone_is_changed(desk, paid, cups):
    desk.do(paid, "amend", **{f"price-{cups.pk}": "0.50"})

    assert read(cups).unit_price == Decimal("0.50")


def test_an_items_invoice_is_written(desk, paid, cups):
    desk.do(
        paid, "item-facts", cups, invoice_number="INV-1", invoice_date="2026-03-01T10:00",
        e_archive_url="https://archive.example.com/1",
    )  # fmt: skip

    row = read(cups)
    assert (row.invoice_number, row.e_archive_url) == ("INV-1", "https://archive.example.com/1")
    assert row.invoice_date.isoformat() == "2026-03-01T10:00:00+00:00"
    assert row.extra_field == cups.extra_field


def test_an_orders_details_are_written_and_others_stay(desk, paid):
    desk.do(paid, "facts", invoice_number="INV-2", has_gift_box="on", marketing_source="Radio")

    row = Order.objects.get(pk=paid.pk)
    assert (row.invoice_number, row.has_gift_box, row.marketing_source) == ("INV-2", True, "Radio")
    assert Event.objects.filter(order=paid, type="order.updated").latest("sequence").data["fields"] == [
        "has_gift_box", "invoice_number", "marketing_source"
    ]  # fmt: skip
