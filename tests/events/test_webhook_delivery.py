"""Webhooks: what happened is sent to every endpoint that wants it, in order, again if it was not taken."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from addresses.models import Customer
from common.actors import SYSTEM
from events.models import Delivery, Event, WebhookEndpoint
from events.webhooks.endpoints import (
    change_endpoint,
    register_endpoint,
    send_test,
)
from orders.models import Order
from orders.notes import NewNote, add_notes

pytestmark = pytest.mark.usefixtures("feed_of_now")


def note_on(order):
    add_notes(Order.objects.get(pk=order.pk), [NewNote("Called back.")], actor=SYSTEM, at=timezone.now())


def again(endpoint):
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_what_happened_arrives_once_in_order_and_signed(endpoint, receiver, deliver, place, api):
    orders = [place() for _ in range(3)]
    note_on(orders[0])

    assert deliver() == 4
    assert deliver() == 0

    messages = receiver.messages(endpoint.secret)
    feed = api.get("/api/v1/events/").json()["results"]
    assert [message["data"] for message in messages] == feed
    assert [message["type"] for message in messages] == ["order.placed"] * 3 + ["note.added"]
    assert [message["timestamp"] for message in messages] == [event["at"] for event in feed]
    assert len(set(receiver.ids)) == 4
    path, headers, _body = receiver.requests[0]
    assert (path, headers["content-type"]) == ("/hooks?shop=1", "application/json")


def test_a_signature_is_about_every_byte(endpoint, receiver, deliver, order):
    deliver()
    _path, headers, body = receiver.requests[0]

    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body.replace(b"23.50", b"23.51"), headers)


def test_a_new_endpoint_hears_only_what_happens_from_now_on(order, endpoint, receiver, deliver, place):
    later = place()

    deliver()

    assert [message["data"]["order"] for message in receiver.messages(endpoint.secret)] == [str(later.id)]


def test_a_client_hears_of_its_channels_and_staff_of_all(endpoint, receiver, deliver, place, other_channel):
    at = timezone.now()
    of_staff = register_endpoint(receiver.url, client=None, at=at)
    buyer = Customer.objects.create(channel=other_channel, email="a@example.com", created_at=at, updated_at=at)
    order, elsewhere = place(), place(channel=other_channel, customer=buyer.id, currency="EUR")

    deliver()

    event_json = {
        (row.endpoint_id, row.event.order_id)
        for row in Delivery.objects.filter(state="delivered").select_related("event")
    }
    assert event_json == {(endpoint.pk, order.pk), (of_staff.pk, order.pk), (of_staff.pk, elsewhere.pk)}


def test_an_endpoint_gets_the_types_it_asks_for(listener, receiver, deliver, place):
    wanted = register_endpoint(receiver.url, client=listener.client_id, event_types=["note.added"], at=timezone.now())
    note_on(place())

    deliver()

    assert [message["type"] for message in receiver.messages(wanted.secret)] == ["note.added"]
    assert again(wanted).after_position == Event.objects.latest("position").position


def test_more_than_fits_into_one_turn_arrives_all_the_same(endpoint, receiver, deliver, place, monkeypatch):
    monkeypatch.setattr("events.webhooks.fan_out.MOST_AT_ONCE", 2)
    monkeypatch.setattr("events.webhooks.delivery.MOST_EVENTS", 2)
    orders = [place() for _ in range(5)]

    deliver()

    event_json = [message["data"]["order"] for message in receiver.messages(endpoint.secret)]
    assert event_json == [str(order.id) for order in orders]


def test_what_is_forbidden_to_read_is_not_sent_either(endpoint, listener, receiver, deliver, place):
    place()
    listener.allowed_scopes = ["webhooks:write"]
    listener.save()
    deliver()
    unread = len(receiver.requests)
    listener.allowed_scopes, listener.enabled = ["events:read", "webhooks:write"], False
    listener.save()
    deliver()
    disabled = len(receiver.requests)
    listener.enabled = True
    listener.save()
    deliver()

    assert (unread, disabled, len(receiver.requests)) == (0, 0, 1)


def test_an_endpoint_that_is_switched_off_goes_on_where_it_stopped(endpoint, receiver, deliver, place):
    at = timezone.now()
    change_endpoint(endpoint, at=at, changes={"enabled": False})
    missed = place()
    silence = deliver()
    change_endpoint(endpoint, at=at, changes={"enabled": True})

    assert (silence, deliver()) == (0, 1)
    assert receiver.messages(endpoint.secret)[0]["data"]["order"] == str(missed.id)


def test_a_test_is_sent_at_once_and_once(endpoint, receiver, deliver, order):
    receiver.answers = [500]
    test = send_test(endpoint, at=timezone.now())

    deliver()

    assert receiver.messages(endpoint.secret)[0]["type"] == "webhook.test"
    assert receiver.ids[0] == str(test.pk)
    test.refresh_from_db()
    assert (test.state, test.status_code, test.attempts) == ("failed", 500, 1)


# --- cost ------------------------------------------------------------------------------------------------------------


QUERIES = [
    ("SELECT", "events_event"),  # where the feed ends
    ("SELECT", "events_webhookendpoint"),  # who waits
    ("UPDATE", "events_webhookendpoint"),  # its lease
    ("SELECT", "events_webhookendpoint"),  # the endpoint, locked
    ("SELECT", "events_event"),  # where the feed ends by now
    ("SELECT", "events_event"),  # the events to be delivered
    ("INSERT", "events_delivery"),  # all of it at once
    ("UPDATE", "events_webhookendpoint"),  # its place in the feed
    ("UPDATE", "events_webhookendpoint"),  # the end of its turn
    ("SELECT", "events_event"),  # where the feed ends
    ("SELECT", "events_webhookendpoint"),  # who waits: nobody any more
]


def test_a_command_takes_no_query_for_webhooks(place, listener, receiver):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            place()
        return [query["sql"].split()[0] for query in captured.captured_queries]

    place()
    before = queries()
    for _ in range(3):
        register_endpoint(receiver.url, client=listener.client_id, at=timezone.now())

    assert queries() == before


def test_when_there_is_nothing_to_send_two_queries_find_out(endpoint, deliver):
    with CaptureQueriesContext(connection) as captured:
        deliver()

    assert len(captured.captured_queries) == 2


@pytest.mark.parametrize("events", [1, 20])
def test_making_deliveries_takes_the_same_queries_however_many_there_are(endpoint, deliver, place, events):
    for _ in range(events):
        place()
    WebhookEndpoint.objects.update(resting_until=timezone.now() + timedelta(minutes=1))

    with CaptureQueriesContext(connection) as captured:
        deliver()

    said = [re.match(r'(SELECT|UPDATE|INSERT)(?: .*?FROM| INTO)? "(\w+)"', row["sql"]) for row in captured]
    assert [found.groups() for found in said if found] == QUERIES
    assert Delivery.objects.count() == events
