"""The pages on which staff look after webhooks."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils import timezone

from events.models import Delivery, WebhookEndpoint
from events.webhooks.endpoints import MOST_ENDPOINTS, register_endpoint
from tests.untouched import nothing_changes

LIST = "/admin/events/webhookendpoint/"
DELIVERIES = "/admin/events/delivery/"
FORM = {"url": "https://shop.example/hooks", "description": "Shop", "event_types": ["order.paid"], "enabled": "on"}


@pytest.fixture
def desk(client, staff):
    """Somebody who may what the scopes let them, and is no superuser."""
    client.force_login(staff)
    return client


@pytest.fixture
def registered(db):
    return register_endpoint("https://shop.example/hooks", client=None, at=timezone.now())


@pytest.fixture
def given_up(registered, order):
    at = timezone.now()
    args = {"type": "order.placed", "state": "failed", "attempts": 10, "due_at": at, "created_at": at}
    return Delivery.objects.create(endpoint=registered, event=order.events.get(), **args)


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def run(desk, page, action, row):
    return desk.post(page, {"action": action, "_selected_action": [str(row.pk)]})


def test_an_endpoint_is_registered_and_its_secret_shown_once(desk):
    answer = desk.post(f"{LIST}add/", FORM)

    endpoint = WebhookEndpoint.objects.get()
    assert said(answer).startswith(f"The signing secret is {endpoint.secret}. It is not shown again.")
    assert (endpoint.url, endpoint.event_types, endpoint.enabled) == (FORM["url"], ["order.paid"], True)
    assert endpoint.client is None
    once, page, again = (desk.get(path).content.decode() for path in (LIST, f"{LIST}{endpoint.pk}/change/", LIST))
    assert endpoint.secret in once
    assert endpoint.url in page
    assert endpoint.secret not in page + again


@pytest.mark.parametrize("url", ["http://shop.example/", "https://10.0.0.1/", "hooks"])
def test_an_address_that_cannot_be_is_refused_beside_the_field(desk, url):
    with nothing_changes():
        answer = desk.post(f"{LIST}add/", FORM | {"url": url})

    assert list(answer.context["adminform"].form.errors) == ["url"]


def test_one_more_than_there_may_be_is_refused(desk):
    for _ in range(MOST_ENDPOINTS):
        register_endpoint("https://shop.example/hooks", client=None, at=timezone.now())
    with nothing_changes():
        answer = desk.post(f"{LIST}add/", FORM)

    assert "There are 20 webhook endpoints already" in answer.content.decode()


def test_an_endpoint_is_changed_and_keeps_its_secret(desk, registered):
    desk.post(f"{LIST}{registered.pk}/change/", {"url": "https://shop.example/new", "description": ""})

    changed = WebhookEndpoint.objects.get()
    assert (changed.url, changed.enabled, changed.event_types) == ("https://shop.example/new", False, [])
    assert changed.secret == registered.secret


def test_a_test_is_sent(desk, registered):
    assert "1 test is on its way." in said(run(desk, LIST, "send_a_test", registered))
    assert Delivery.objects.get().type == "webhook.test"


def test_a_new_secret_is_shown_once(desk, registered):
    answer = run(desk, LIST, "give_a_new_secret", registered)

    row = WebhookEndpoint.objects.get()
    assert re.search(r"whsec_\S+(?=\. It is not shown again)", said(answer))[0] == row.secret != registered.secret
    assert row.previous_secret == registered.secret


@pytest.mark.parametrize("page", [LIST, DELIVERIES])
def test_what_failed_is_delivered_again(desk, registered, given_up, page):
    answer = run(desk, page, "deliver_again", registered if page == LIST else given_up)

    assert "1 message is sent again." in said(answer)
    given_up.refresh_from_db()
    assert (given_up.state, given_up.attempts) == ("waiting", 0)


def test_what_nobody_needs_any_more_is_deleted_by_hand(desk, registered, given_up):
    desk.post(f"{DELIVERIES}{given_up.pk}/delete/", {"post": "yes"})
    left = Delivery.objects.count()
    desk.post(f"{LIST}{registered.pk}/delete/", {"post": "yes"})

    assert (left, WebhookEndpoint.objects.count()) == (0, 0)


def test_every_page_opens(desk, registered, given_up):
    for page in (LIST, f"{LIST}add/", DELIVERIES, f"{DELIVERIES}{given_up.pk}/change/"):
        assert desk.get(page).status_code == 200
    assert desk.get(f"{DELIVERIES}add/").status_code == 403
    assert 'href="/admin/events/webhookendpoint/"' in desk.get("/admin/").content.decode()


def test_whoever_may_not_read_events_registers_no_endpoint(desk, staff, registered):
    staff.user_permissions.remove(Permission.objects.get(codename="view_event"))
    with nothing_changes():
        assert desk.post(f"{LIST}add/", FORM).status_code == 403

    assert desk.get(LIST).status_code == 200


def test_who_may_only_look_at_rows_sees_no_webhooks(desk, staff, registered):
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_webhookendpoint", "view_delivery"]))
    with nothing_changes():
        assert desk.get(LIST).status_code == 403
        assert run(desk, LIST, "give_a_new_secret", registered).status_code == 403
