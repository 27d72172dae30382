"""`GET /orders/{ref}/events/`: the timeline, and that every change of an order is in it."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.change import changing
from orders.fulfilment.pack import pack_item
from orders.fulfilment.shipments import Tracking, correct_shipment, deliver_shipment, ship_shipment, split_shipment
from orders.models import Order, OrderItem, Shipment
from tests.answers import refusal


def url(order, what=""):
    return f"/api/v1/orders/{order.ref}/{what}"


def test_the_timeline_tells_everything_in_order(api, order):
    api.patch(url(order), {"customer_note": "Ring twice."}, format="json")
    api.post(url(order, "notes/"), {"message": "Hello"}, format="json")
    api.put(url(order, "status/"), {"status": "PROCESSING"}, format="json")
    api.put(url(order, "status/"), {"status": "COMPLETED"}, format="json")

    timeline = api.get(url(order, "events/")).json()["results"]

    assert [(event["sequence"], event["type"]) for event in timeline] == [
        (1, "order.placed"),
        (2, "order.updated"),
        (3, "note.added"),
        (4, "order.status_changed"),
        (5, "order.status_changed"),
        (6, "shipment.shipped"),
        (7, "shipment.delivered"),
    ]
    assert {event["order"] for event in timeline} == {str(order.id)}
    assert timeline[1]["data"] == {"fields": ["customer_note"], "version": 2}
    assert (timeline[1]["actor_kind"], timeline[1]["actor_name"]) == ("client", "Storefront")


def test_the_timeline_needs_the_scope_for_events(client_for, customer_api, channel, order):
    reader = client_for("orders:read", "orders:write", channels=[channel])

    for connection in (reader, customer_api):
        assert refusal(connection.get(url(order, "events/")), 403, "scope_missing")["scope"] == "events:read"


def test_events_of_other_orders_are_not_in_it(api, order, place):
    place()

    assert api.get(url(order, "events/")).json()["count"] == 1


@pytest.fixture
def changes(api, order):
    """Everything that changes an order here, one thing after the other."""
    now = {"actor": SYSTEM, "at": timezone.now()}

    def item():
        return OrderItem.objects.get(order=order)

    def parcel(state):
        return Shipment.objects.filter(order=order, state=state).order_by("id").first()

    def move(status):
        return lambda: api.put(url(order, "status/"), {"status": status}, format="json")

    earlier = {
        "id": "A-1", "amount": "1.00", "status": "complete", "type": "card", "currency": "EUR",
        "order_date": "2025-03-01T10:00:00Z",
    }  # fmt: skip
    return {
        "patch": lambda: api.patch(url(order), {"customer_note": "Ring twice."}, format="json"),
        "put": lambda: api.put(url(order), {"items": [{"quantity": 3, "unit_price": "5.00"}]}, format="json"),
        "notes": lambda: api.post(url(order, "notes/"), [{"message": "One"}, {"message": "Two"}], format="json"),
        "history": lambda: api.post(url(order, "history/"), [earlier], format="json"),
        "hold": move("HOLD"),
        "fail": move("FAILED"),
        "process": move("PROCESSING"),
        "await packaging": move("PACKAGE_WAITING"),
        "pack": lambda: pack_item(item(), **now),
        "split": lambda: split_shipment(order, lines=[{"item": item().id, "quantity": 1}], **now),
        "ship one": lambda: ship_shipment(parcel("ready"), tracking=Tracking(carrier="DHL"), **now),
        "ship the rest": move("SHIPPED"),
        "correct": lambda: correct_shipment(parcel("shipped"), tracking_number="0034", **now),
        "deliver one": lambda: deliver_shipment(parcel("shipped"), **now),
        "complete": move("COMPLETED"),
    }


def test_every_change_is_one_version_and_has_its_events_numbered_without_a_gap(changes, order):
    for name, change in changes.items():
        before = Order.objects.get(pk=order.pk)
        answer = change()
        assert getattr(answer, "status_code", 200) < 300, (name, answer.content)

        after = Order.objects.get(pk=order.pk)
        events = Event.objects.filter(order=order).order_by("position")
        added = list(events.filter(sequence__gt=before.event_count))
        assert after.version == before.version + 1, name
        assert added, name
        assert {event.data["version"] for event in added} == {after.version}, name
        assert [event.sequence for event in events] == list(range(1, after.event_count + 1)), name


def test_a_change_that_no_event_tells_of_is_refused(order):
    with (
        pytest.raises(AssertionError, match=r"customer_note of .* changed and no event says so"),
        changing(order, actor=SYSTEM, at=timezone.now()) as change,
    ):
        change.order.customer_note = "Quietly"

    assert Order.objects.get(pk=order.pk).customer_note == ""
