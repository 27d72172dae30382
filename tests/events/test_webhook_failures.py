"""Deliveries that are not taken: sent again, given up, and what a person does then."""

from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from events.models import Delivery, WebhookEndpoint
from events.webhooks import sending
from events.webhooks.delivery import LONGEST_REST, PAUSES, delete_old_deliveries
from events.webhooks.endpoints import (
    change_endpoint,
    redeliver,
    redeliver_failed,
    register_endpoint,
    rotate_secret,
)
from tests.receiver import dripping, hanging, hanging_up, saying, states

pytestmark = pytest.mark.usefixtures("feed_of_now")


def only(endpoint):
    return Delivery.objects.get(endpoint=endpoint)


def again(endpoint):
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


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

    kept = delete_old_deliveries(timezone.now() + timedelta(days=29))
    forgotten = delete_old_deliveries(timezone.now() + timedelta(days=31))

    assert (kept, forgotten) == (0, 1)
    assert states(endpoint) == ["failed"]
