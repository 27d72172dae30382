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
from events.webhooks import sending
from events.webhooks.delivery import LONGEST_REST, PAUSES, forget_old_deliveries
from events.webhooks.endpoints import (
    change_endpoint,
    redeliver,
    redeliver_failed,
    register_endpoint,
    rotate_secret,
    send_test,
)
from orders.models import Order
from orders.notes import NewNote, add_notes
from tests.receiver import dripping, hanging, hanging_up, saying, states

pytestmark = pytest.mark.usefixtures("feed_of_now")


def note_on(order):
    add_notes(Order.objects.get(pk=order.pk), [NewNote("Called back.")], actor=SYSTEM, at=timezone.now())


def only(endpoint):
    return Delivery.objects.get(endpoint=endpoint)


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

    told = {
        (row.endpoint_id, row.event.order_id)
        for row in Delivery.objects.filter(state="delivered").select_related("event")
    }
    assert told == {(endpoint.pk, order.pk), (of_staff.pk, order.pk), (of_staff.pk, elsewhere.pk)}


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

    told = [message["data"]["order"] for message in receiver.messages(endpoint.secret)]
    assert told == [str(order.id) for order in orders]


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


# --- what is not taken -----------------------------------------------------------------------------------------------


def test_what_was_not_taken_is_sent_again_with_the_same_id(endpoint, receiver, deliver, order):
    receiver.answers = [saying(500, "out\nof \0 paper")]
    first = deliver()
    failed = only(endpoint)
    too_early = deliver()
    second = deliver(after=PAUSES[0])

    assert (first, too_early, second) == (0, 0, 1)
    assert (failed.state, failed.attempts, failed.status_code, failed.failure) == ("waiting", 1, 500, "out of paper")
    assert receiver.ids == [str(failed.pk)] * 2
    delivered = only(endpoint)
    assert (delivered.state, delivered.attempts, delivered.status_code, delivered.failure) == ("delivered", 2, 204, "")
    assert again(endpoint).failures == 0
    assert again(endpoint).resting_until is None


def test_it_is_given_up_after_ten_attempts_in_three_days(endpoint, receiver, deliver, order, time_machine):
    receiver.answers = [503] * 20
    start = timezone.now()
    deliver()
    for pause in PAUSES:
        deliver(after=max(pause, LONGEST_REST))
    given_up = only(endpoint)
    deliver(after=timedelta(days=2))

    assert (given_up.state, given_up.attempts, len(receiver.requests)) == ("failed", 10, 10)
    assert timedelta(days=3) < given_up.due_at - start < timedelta(days=4)
    assert list(Delivery.objects.undelivered()) == [given_up]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(endpoint, receiver, deliver, order, status):
    receiver.answers = [status]

    deliver()

    assert len(receiver.requests) == 1
    assert (only(endpoint).status_code, only(endpoint).failure) == (status, "Redirects are not followed.")


def test_an_endpoint_that_says_it_is_gone_is_switched_off_and_loses_nothing(endpoint, receiver, deliver, order):
    receiver.answers = [410]
    deliver()
    gone = again(endpoint)
    change_endpoint(endpoint, at=timezone.now(), changes={"enabled": True})
    deliver(after=PAUSES[0])

    assert gone.enabled is False
    assert states(endpoint) == ["delivered"]


@pytest.mark.parametrize("misbehaving", [hanging, dripping])
def test_an_endpoint_that_takes_its_time_is_cut_off(endpoint, receiver, deliver, order, misbehaving, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 0.5)
    receiver.answers = [misbehaving]
    start = timezone.now()

    deliver()

    assert timezone.now() - start < timedelta(seconds=3)
    assert (only(endpoint).state, only(endpoint).status_code) == ("waiting", None)
    assert only(endpoint).failure.startswith("No answer within")


def test_a_connection_that_is_closed_or_refused_is_a_failure(endpoint, receiver, deliver, order):
    receiver.answers = [hanging_up]
    deliver()
    hung_up = only(endpoint)
    change_endpoint(endpoint, at=timezone.now(), changes={"url": "http://127.0.0.1:1/"})
    deliver(after=PAUSES[0])

    assert (hung_up.state, hung_up.attempts) == ("waiting", 1)
    assert hung_up.failure.startswith("RemoteDisconnected")
    assert only(endpoint).failure.startswith("ConnectionRefusedError")


def test_an_endless_answer_is_read_no_further_than_needed(endpoint, receiver, deliver, order):
    receiver.answers = [saying(500, "x" * 1_000_000)]

    deliver()

    assert only(endpoint).failure == "x" * 500


def test_an_endpoint_that_fails_delays_no_other(endpoint, receiver, deliver, place, listener):
    broken = register_endpoint("http://127.0.0.1:1/", client=listener.client_id, at=timezone.now())
    for _ in range(3):
        place()

    assert deliver() == 3
    assert states(endpoint) == ["delivered"] * 3
    assert states(broken) == ["waiting"] * 3
    assert sum(Delivery.objects.filter(endpoint=broken).values_list("attempts", flat=True)) == 1


def test_an_endpoint_rests_the_longer_the_more_often_it_failed_in_a_row(endpoint, receiver, deliver, order):
    receiver.answers = [500] * 3
    rests = []
    for pause in (timedelta(), *PAUSES[:2]):
        deliver(after=pause)
        rests.append((again(endpoint).resting_until - timezone.now()).total_seconds())

    assert [round(rest, -1) for rest in rests] == [0, 10, 20]
    assert again(endpoint).failures == 3


def test_it_is_given_up_on_schedule_whatever_else_waits(endpoint, receiver, deliver, place):
    receiver.answers = [500] * 1000
    for _ in range(3):
        place()
    for _half_an_hour in range(4 * 48):
        deliver(after=6 * LONGEST_REST)

    assert (states(endpoint)[0], Delivery.objects.order_by("id")[0].attempts) == ("failed", 10)


# --- a person looks after it -----------------------------------------------------------------------------------------


def test_what_was_given_up_can_be_sent_again(endpoint, receiver, deliver, place):
    place(), place()
    receiver.answers = [500]
    deliver()
    Delivery.objects.update(state="failed", attempts=10)

    assert redeliver_failed(endpoint, at=timezone.now()) == 2
    assert deliver() == 2
    assert receiver.ids[1:] == [str(row.pk) for row in Delivery.objects.order_by("id")]


def test_one_message_can_be_sent_again_even_if_it_was_taken(endpoint, receiver, deliver, order):
    deliver()
    delivered = only(endpoint)

    redelivery = redeliver(delivered, at=timezone.now())
    deliver()

    assert (redelivery.state, redelivery.attempts, redelivery.delivered_at) == ("waiting", 0, None)
    assert receiver.ids == [str(delivered.pk)] * 2


def test_both_secrets_sign_while_one_takes_the_others_place(endpoint, receiver, deliver, place):
    old = endpoint.secret
    new = rotate_secret(endpoint, at=timezone.now()).secret
    place()
    deliver()
    during = receiver.messages(old) == receiver.messages(new)
    receiver.requests.clear()
    place()
    deliver(after=timedelta(hours=24))

    assert during
    assert old != new
    assert receiver.messages(new)
    with pytest.raises(WebhookVerificationError):
        receiver.messages(old)


def test_what_was_delivered_is_forgotten_after_a_month(endpoint, receiver, deliver, place):
    receiver.answers = [204, 500]
    place(), place()
    deliver()
    Delivery.objects.filter(state="waiting").update(state="failed")

    kept = forget_old_deliveries(timezone.now() + timedelta(days=29))
    forgotten = forget_old_deliveries(timezone.now() + timedelta(days=31))

    assert (kept, forgotten) == (0, 1)
    assert states(endpoint) == ["failed"]


# --- cost ------------------------------------------------------------------------------------------------------------


QUERIES = [
    ("SELECT", "events_event"),  # where the feed ends
    ("SELECT", "events_webhookendpoint"),  # who waits
    ("UPDATE", "events_webhookendpoint"),  # its lease
    ("SELECT", "events_webhookendpoint"),  # the endpoint, locked
    ("SELECT", "events_event"),  # where the feed ends by now
    ("SELECT", "events_event"),  # what the endpoint is to be told
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
