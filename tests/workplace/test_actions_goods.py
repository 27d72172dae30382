"""Goods leave, arrive, are packed and rejected from the order's page."""

import pytest

from events.models import Message
from orders.models import OrderItem, Shipment
from orders.statuses import ItemStatus, OrderStatus
from tests.sandbox import state_of
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


def test_two_of_three_units_are_shipped_with_tracking(desk, paid, cups, plate):
    fields = {f"units-{cups.pk}": 2, f"units-{plate.pk}": 0}

    messages = desk.do(
        paid, "ship", **fields, carrier="DHL", tracking_number="JD01", tracking_url="https://example.com/JD01",
        notify_customer="on",
    )  # fmt: skip

    assert messages == ["Shipped. The order is now 'Processing'."]
    parcel = Shipment.objects.get(order=paid, state="shipped")
    assert [(line.item_id, line.quantity) for line in parcel.lines.all()] == [(cups.pk, 2)]
    assert (parcel.carrier, parcel.tracking_number, parcel.tracking_url) == ("DHL", "JD01", "https://example.com/JD01")
    assert Message.objects.filter(order=paid, template="shipped").count() == 1
    assert read(cups).quantity_shipped == 2


def test_everything_is_filled_in_and_the_rehearsal_shows_the_email(desk, paid):
    with nothing_changes():
        page = desk.preview(paid, "ship", notify_customer="on")

    assert [mail["template"] for mail in page.context["result"].emails] == ["shipped"]
    assert [str(row.after.text) for row in page.context["result"].statuses] == ["Shipped", "Paid", "Shipped"]


def test_more_units_than_are_left_are_refused(desk, paid, cups, plate):
    desk.do(paid, "ship", **{f"units-{cups.pk}": 2, f"units-{plate.pk}": 0})

    with nothing_changes():
        page = desk.preview(paid, "ship", **{f"units-{cups.pk}": 3, f"units-{plate.pk}": 0})

    assert refusal(page) == "1 units of Cup are left to send, 3 were asked for."


def test_no_unit_is_refused_beside_the_form(desk, paid, cups, plate):
    page = desk.preview(paid, "ship", **{f"units-{cups.pk}": 0, f"units-{plate.pk}": 0})

    assert "Enter at least one unit." in page.content.decode()


def test_a_draft_is_not_shipped_and_says_why(desk, draft):
    assert refusal(desk.open(draft, "ship")) == "Can't change order with status 'New' to 'Shipped'."


def test_a_parcel_is_shipped_corrected_and_delivered(desk, paid):
    parcel = paid.shipments.get()

    desk.do(paid, "ship-shipment", parcel, carrier="DHL", tracking_number="JD01")
    desk.do(paid, "correct-tracking", parcel, tracking_number="JD02")
    desk.do(paid, "deliver", parcel)

    assert (read(parcel).state, read(parcel).carrier, read(parcel).tracking_number) == ("delivered", "DHL", "JD02")
    assert state_of(paid).status == OrderStatus.COMPLETED
    assert (
        refusal(desk.open(paid, "deliver", parcel)) == "Can't change shipment with status 'Delivered' to 'Delivered'."
    )


def test_tracking_can_be_emptied(desk, paid):
    parcel = paid.shipments.get()
    desk.do(paid, "ship-shipment", parcel, tracking_number="JD01")

    desk.do(paid, "correct-tracking", parcel, tracking_number="")

    assert read(parcel).tracking_number == ""


def test_a_ready_parcel_is_called_off(desk, paid):
    parcel = paid.shipments.get()

    desk.do(paid, "cancel-shipment", parcel)

    assert read(parcel).state == "cancelled"
    assert refusal(desk.open(paid, "correct-tracking", parcel)) == "The shipment is cancelled."


def test_an_item_is_packed(desk, paid, cups):
    desk.do(paid, "pack-item", cups)

    assert read(cups).status == ItemStatus.PACKAGED


def test_units_on_their_way_are_delivered(desk, paid, cups):
    assert refusal(desk.open(paid, "deliver-item", cups)) == "Nothing of this item is in transit."
    desk.do(paid, "ship")

    desk.do(paid, "deliver-item", cups, quantity=2)

    assert read(cups).quantity_delivered == 2


def test_an_item_is_rejected_and_its_money_goes_back(desk, paid, cups, sandbox):
    page = desk.preview(paid, "reject", cups, quantity=1, reason="Out of stock")
    assert [part.amount for part in page.context["result"].refunds] == ["5.00\N{NO-BREAK SPACE}USD"]

    desk.do(paid, "reject", cups, quantity=1, reason="Out of stock")

    assert read(cups).quantity_cancelled == 1
    assert state_of(paid).amount_refunded == 5
    assert Message.objects.filter(order=paid, template="item_rejected").count() == 1


def test_a_packaged_item_says_on_the_page_why_it_cannot_be_rejected(desk, paid, cups):
    desk.do(paid, "pack-item", cups)

    page = desk.page(paid)
    reasons = {each.action.verb: each.reason for each in page.context["possible_for"][cups.pk]}

    assert reasons["reject"] == "Packaged orders cannot be rejected"
    assert "Packaged orders cannot be rejected" in page.content.decode()
    with nothing_changes():
        assert refusal(desk.preview(paid, "reject", cups)) == "Packaged orders cannot be rejected"
    assert OrderItem.objects.get(pk=cups.pk).status == ItemStatus.PACKAGED


def test_a_rejection_whose_money_could_not_go_back_says_so(desk, dinner, money):
    money.pay(dinner, card="4000000000000093")

    messages = desk.do(dinner, "reject", dinner.items.get(sku="PLATE"), reason="Sold out")

    assert messages == ["The item is rejected, and the customer gets an e-mail.", "Cancellation: Failed."]


def test_a_carrier_that_was_filled_in_can_be_emptied_when_a_parcel_is_sent(desk, paid):
    parcel = Shipment.objects.get(order=paid)
    desk.do(paid, "correct-tracking", parcel, carrier="Wrong", tracking_number="JD01")

    desk.do(paid, "ship-shipment", parcel, carrier="")

    assert (read(parcel).carrier, read(parcel).tracking_number) == ("", "JD01")


def test_shipping_is_undone(desk, paid):
    parcel = paid.shipments.get()
    desk.do(paid, "ship-shipment", parcel)

    messages = desk.do(paid, "unship", parcel, reason="Wrong button")

    assert messages == ["The shipment is ready again."]
    assert read(parcel).state == "ready"
    assert state_of(paid).status == OrderStatus.PACKAGED
    assert "It was a mistake that this was shipped: 3 × Cup, 1 × Plate." in desk.page(paid).content.decode()


def test_a_lost_shipment_is_refunded_and_the_rehearsal_says_how_much(desk, paid):
    parcel = paid.shipments.get()
    desk.do(paid, "ship-shipment", parcel)

    rehearsed = desk.preview(paid, "lose-shipment", parcel, instead="refund", reason="Stolen")
    assert rehearsed.context["result"].refunds
    desk.confirm(rehearsed)

    assert (read(parcel).state, read(parcel).lost_reason) == ("lost", "Stolen")
    assert state_of(paid).status == OrderStatus.CANCELLED
    assert "Instead: a refund." in desk.page(paid).content.decode()


def test_a_delivered_shipment_is_not_lost_and_says_why(desk, paid):
    parcel = paid.shipments.get()
    desk.do(paid, "ship-shipment", parcel)
    desk.do(paid, "deliver", parcel)

    assert refusal(desk.open(paid, "lose-shipment", parcel)) == (
        "Can't change shipment with status 'Delivered' to 'Lost'."
    )
