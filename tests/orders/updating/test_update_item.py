"""`PATCH /order-items/{id}/`: what is written down about one item."""

import pytest

from events.models import Event
from orders.models import OrderItem
from tests.answers import wrong
from tests.untouched import nothing_changes

INVOICE = {
    "invoice_number": "A-1",
    "invoice_date": "2026-02-01T00:00:00.000000Z",
    "e_archive_url": "https://invoices.example/a-1",
    "tracking_number": "PARCEL-1",
    "shipping_company": "DHL Express",
    "estimated_delivery_date": "2026-02-03T12:00:00.000000Z",
    "extra_field": {"shelf": 7},
}


@pytest.fixture
def item(shelf):
    return OrderItem.objects.get(order=shelf.cap)


def url(item):
    return f"/api/v1/order-items/{item.pk}/"


def test_the_invoice_of_an_item_that_was_sent_can_be_written(staff_api, item):
    answer = staff_api.patch(url(item), INVOICE, format="json")

    assert answer.status_code == 200, answer.content
    assert {name: answer.json()[name] for name in INVOICE} == INVOICE
    assert staff_api.get(url(item)).json() == answer.json()
    event = Event.objects.filter(order_id=item.order_id).latest("id")
    assert (event.type, event.data["item"]) == ("order.updated", str(item.pk))
    assert event.data["fields"] == sorted(INVOICE)


def test_writing_the_same_again_is_no_event(staff_api, item):
    staff_api.patch(url(item), INVOICE, format="json")

    with nothing_changes():
        assert staff_api.patch(url(item), INVOICE, format="json").status_code == 200


@pytest.mark.parametrize("name", ["quantity", "unit_price", "status", "sku"])
def test_what_moves_money_or_goods_is_not_written_here(staff_api, item, name):
    with nothing_changes():
        answer = staff_api.patch(url(item), {name: 1}, format="json")

    assert wrong(answer) == {f"/{name}": "unknown_field"}


def test_an_item_out_of_reach_is_not_found(client_for, other_channel, item):
    stranger = client_for("orders:write", "orders:read", channels=[other_channel])

    assert stranger.patch(url(item), INVOICE, format="json").status_code == 404
