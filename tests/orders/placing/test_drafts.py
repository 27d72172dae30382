"""Drafts: begun, filled, placed, called off."""

from copy import deepcopy

from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.models import Order, Shipment, StatusChange
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.answers import wrong
from tests.untouched import nothing_changes


def fresh(order):
    return Order.objects.get(pk=order["id"])


def test_a_draft_may_be_empty_and_has_a_ref(send):
    order = send({"status": "NEW", "email": "guest@example.com"}).json()

    assert order["ref"]
    assert (order["status"], order["status_code"], order["version"]) == ("NEW", 10, 1)
    assert order["date_placed"] is None
    assert order["items"] == order["shipments"] == []
    assert [change["to_status"] for change in order["statuses"]] == ["NEW"]
    assert list(Event.objects.values_list("type", flat=True)) == ["order.drafted"]


def test_a_draft_with_items_knows_what_it_costs_and_has_no_parcel_yet(send, body):
    order = send(body | {"status": "NEW"}).json()

    assert order["total"] == order["amount_outstanding"] == "23.50"
    assert order["payment_status"] == "awaiting_payment"
    assert not Shipment.objects.exists()


def test_a_draft_that_is_placed_gets_its_date_and_its_parcel(send, api, body):
    draft = send(body | {"status": "NEW"}).json()

    api.put(f"{draft['url']}status/", {"status": "CREATED"}, format="json")

    order = api.get(draft["url"]).json()
    assert order["status"] == "CREATED"
    assert order["date_placed"] == order["updated_at"]
    assert [line["quantity"] for line in order["shipments"][0]["lines"]] == [2]
    assert [change["to_status"] for change in order["statuses"]] == ["CREATED", "NEW"]


def test_an_order_without_items_is_not_placed(send, body):
    for items in ([], None):
        wanted = {**deepcopy(body), "items": items, "total": "3.50"}
        if items is None:
            del wanted["items"]
        with nothing_changes():
            answer = send(wanted)
        assert wrong(answer) == {"/items": "order_is_empty"}


def test_no_other_status_can_be_begun_with(send, body):
    for status in OrderStatus.names:
        if status not in ("NEW", "CREATED"):
            with nothing_changes():
                assert wrong(send(body | {"status": status})) == {"/status": "invalid_choice"}


def test_a_draft_that_was_called_off_has_no_date(send, api, body):
    draft = send(body | {"status": "NEW"}).json()
    order = fresh(draft)

    change_status(order, to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())

    assert fresh(draft).date_placed is None
    assert StatusChange.objects.filter(order=order).count() == 2
