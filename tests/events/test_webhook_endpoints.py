"""`/webhook-endpoints/`: registered by whoever may read the feed, seen by nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Delivery, WebhookEndpoint
from events.webhooks.endpoints import MOST_ENDPOINTS, register_endpoint
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes

ENDPOINTS = "/api/v1/webhook-endpoints/"
URL = "https://shop.example/hooks"


@pytest.fixture
def created(api):
    """An endpoint of the storefront, as it was answered."""
    answer = api.post(ENDPOINTS, {"url": URL}, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def own(created):
    return f"{ENDPOINTS}{created['id']}/"


def given_up(endpoint_id, **columns):
    at = timezone.now()
    args = {"type": "order.placed", "state": "failed", "attempts": 10, "due_at": at, "created_at": at}
    return Delivery.objects.create(endpoint_id=endpoint_id, **args | columns)


# --- registering -----------------------------------------------------------------------------------------------------


def test_the_secret_is_told_once(api, created, own):
    secret = created.pop("secret")

    assert secret.startswith("whsec_")
    assert WebhookEndpoint.objects.get().secret == secret
    assert api.get(own).json() == created
    assert secret not in api.get(ENDPOINTS).content.decode()
    assert secret not in api.patch(own, {"description": "Stock"}, format="json").content.decode()


@pytest.mark.parametrize("scopes", [["webhooks:write"], ["events:read"]])
def test_whoever_may_not_read_the_feed_or_have_webhooks_registers_none(client_for, channel, scopes):
    caller = client_for(*scopes, channels=[channel])
    with nothing_changes():
        refusal(caller.post(ENDPOINTS, {"url": URL}, format="json"), 403, "scope_missing")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"/url": "required"}),
        ({"url": "http://shop.example/"}, {"/url": "not_https"}),
        ({"url": "https://10.0.0.1/"}, {"/url": "private_address"}),
        ({"url": "hooks"}, {"/url": "invalid"}),
        ({"url": URL, "event_types": ["order.eaten"]}, {"/event_types/0": "invalid_choice"}),
        ({"url": URL, "secret": "whsec_mine"}, {"/secret": "unknown_field"}),
        ({"url": URL, "client": "another"}, {"/client": "unknown_field"}),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(api, body, errors):
    with nothing_changes():
        assert wrong(api.post(ENDPOINTS, body, format="json")) == errors


def test_a_client_has_only_so_many(api, stranger):
    for _ in range(MOST_ENDPOINTS):
        assert api.post(ENDPOINTS, {"url": URL}, format="json").status_code == 201
    with nothing_changes():
        facts = refusal(api.post(ENDPOINTS, {"url": URL}, format="json"), 409, "too_many_endpoints")

    assert facts["most"] == MOST_ENDPOINTS
    assert stranger.post(ENDPOINTS, {"url": URL}, format="json").status_code == 201


def test_a_repetition_under_a_key_registers_one(api):
    first, second = (
        api.post(ENDPOINTS, {"url": URL}, format="json", headers={"idempotency-key": "once"}) for _ in range(2)
    )

    assert first.json() == second.json()
    assert WebhookEndpoint.objects.count() == 1


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_a_client_sees_its_own_and_staff_all(api, stranger, staff_api, created, own):
    others = stranger.post(ENDPOINTS, {"url": URL}, format="json").json()
    of_staff = staff_api.post(ENDPOINTS, {"url": URL}, format="json").json()

    def ids(caller):
        return [row["id"] for row in caller.get(ENDPOINTS).json()["results"]]

    assert ids(api) == [created["id"]]
    assert ids(stranger) == [others["id"]]
    assert ids(staff_api) == [of_staff["id"], others["id"], created["id"]]
    assert of_staff["client"] is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("patch", ""), ("delete", ""), ("post", "rotate-secret/"), ("post", "test/"),
        ("post", "redeliver/"), ("get", "deliveries/"), ("post", "deliveries/{delivery}/redeliver/"),
    ],
)  # fmt: skip
def test_out_of_reach_is_not_there(stranger, created, own, method, path):
    delivery = given_up(created["id"])
    with nothing_changes():
        answer = getattr(stranger, method)(own + path.format(delivery=delivery.pk), format="json")

    refusal(answer, 404, "not_found")


def test_a_delivery_of_another_endpoint_is_not_there(api, created, own):
    other = api.post(ENDPOINTS, {"url": URL}, format="json").json()
    delivery = given_up(other["id"])
    with nothing_changes():
        refusal(api.post(f"{own}deliveries/{delivery.pk}/redeliver/"), 404, "not_found")


# --- changing --------------------------------------------------------------------------------------------------------


def test_an_endpoint_that_is_changed_is_tried_anew_at_once(api, created, own):
    WebhookEndpoint.objects.update(failures=3, resting_until=timezone.now() + timedelta(minutes=5))

    answer = api.patch(own, {"url": "https://shop.example/new", "event_types": ["order.paid"]}, format="json").json()

    assert (answer["url"], answer["event_types"]) == ("https://shop.example/new", ["order.paid"])
    assert (answer["resting_until"], answer["failures"]) == (None, 3)


def test_a_url_can_be_changed_into_no_other_than_could_be_registered(api, own):
    with nothing_changes():
        assert wrong(api.patch(own, {"url": "https://[::1]/"}, format="json")) == {"/url": "private_address"}


def test_a_rotated_secret_is_new_and_the_old_one_ends(api, created, own):
    at = timezone.now()
    answer = api.post(f"{own}rotate-secret/", {"seconds": 60}, format="json").json()

    row = WebhookEndpoint.objects.get()
    assert answer["secret"] == row.secret != created["secret"] == row.previous_secret
    assert timedelta(seconds=59) < row.previous_secret_until - at < timedelta(seconds=61)


@pytest.mark.parametrize("seconds", [-1, 7 * 86400 + 1, "60", None])
def test_an_overlap_has_bounds(api, own, seconds):
    with nothing_changes():
        assert list(wrong(api.post(f"{own}rotate-secret/", {"seconds": seconds}, format="json"))) == ["/seconds"]


def test_a_removed_endpoint_takes_its_deliveries_along(api, created, own):
    given_up(created["id"])

    assert api.delete(own).status_code == 204
    assert not WebhookEndpoint.objects.exists()
    assert not Delivery.objects.exists()


# --- deliveries ------------------------------------------------------------------------------------------------------


def test_nothing_is_tested_where_nothing_is_sent(api, own):
    api.patch(own, {"enabled": False}, format="json")
    with nothing_changes():
        refusal(api.post(f"{own}test/"), 409, "endpoint_disabled")


def test_what_waits_is_not_sent_again(api, created, own):
    delivery = given_up(created["id"], state="waiting")
    with nothing_changes():
        refusal(api.post(f"{own}deliveries/{delivery.pk}/redeliver/"), 409, "delivery_waiting")


def test_all_that_failed_is_sent_again(api, created, own):
    given_up(created["id"])
    given_up(created["id"])
    given_up(created["id"], state="delivered", delivered_at=timezone.now())

    assert api.post(f"{own}redeliver/").json() == {"deliveries": 2}
    assert Delivery.objects.filter(state="waiting", attempts=0).count() == 2


def test_deliveries_are_filtered(api, created, own):
    old = given_up(created["id"], created_at=timezone.now() - timedelta(days=2))
    paid = given_up(created["id"], type="order.paid")
    waiting = given_up(created["id"], state="waiting")

    def found(**asked):
        return [row["id"] for row in api.get(f"{own}deliveries/", asked).json()["results"]]

    assert found() == [str(waiting.pk), str(paid.pk), str(old.pk)]
    assert found(state="waiting") == [str(waiting.pk)]
    assert found(type="order.paid") == [str(paid.pk)]
    assert found(created_at__lt=(timezone.now() - timedelta(days=1)).isoformat()) == [str(old.pk)]
    assert wrong(api.get(f"{own}deliveries/", {"status": "failed"})) == {"status": "unknown_parameter"}
    assert wrong(api.get(f"{own}deliveries/", {"state": "lost"})) == {"state": "unknown_word"}


# --- cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 15])
def test_lists_take_the_same_queries_however_many_rows_there_are(api, created, own, place, rows):
    client = WebhookEndpoint.objects.get().client.client_id
    for _ in range(rows):
        register_endpoint(URL, client=client, at=timezone.now())
        given_up(created["id"], event=place().events.get())

    with CaptureQueriesContext(connection) as endpoints:
        assert len(api.get(ENDPOINTS).json()["results"]) == rows + 1
    with CaptureQueriesContext(connection) as deliveries:
        assert len(api.get(f"{own}deliveries/").json()["results"]) == rows

    assert len(endpoints) == 2  # who is calling; the endpoints with their clients
    assert len(deliveries) == 3  # who is calling; the endpoint; its deliveries with their events
