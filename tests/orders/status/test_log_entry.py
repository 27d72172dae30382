"""`POST /orders/{ref}/statuses/`: names in the status log that move nothing."""

import pytest
from django.utils import timezone

from events.mail_delivery import deliver_due
from events.models import Event, Message
from orders.models import Order, StatusChange
from tests.untouched import nothing_changes


def post(connection, order, **body):
    return connection.post(f"/api/v1/orders/{order.ref}/statuses/", body, format="json")


def test_an_entry_keeps_its_name_and_moves_nothing(api, order):
    answer = post(api, order, label="Waiting for parts", notes="The supplier is late.")

    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("from_status", "to_status", "label", "note", "notify_customer")} == {
        "from_status": "CREATED",
        "to_status": "CREATED",
        "label": "Waiting for parts",
        "note": "The supplier is late.",
        "notify_customer": False,
    }
    fresh = Order.objects.get(pk=order.pk)
    assert (fresh.status, fresh.version) == (100, 2)
    assert api.get(f"/api/v1/orders/{order.ref}/").json()["statuses"][0] == answer.json()


def test_an_entry_is_an_event_and_says_who_changed_the_order(api, order, staff_api, staff):
    post(staff_api, order, label="Waiting for parts")

    event = Event.objects.latest("position")
    assert (event.type, event.sequence) == ("order.status_noted", 2)
    assert event.data == {"label": "Waiting for parts", "note": "", "notify_customer": False, "version": 2}
    assert Order.objects.get(pk=order.pk).modified_by == f"staff:{staff.pk}"


@pytest.mark.parametrize(("language", "subject"), [("en", "Your order"), ("tr", "numaralı siparişiniz")])
def test_the_customer_is_told_once_when_asked_for(api, order, language, subject, mailbox):
    Order.objects.filter(pk=order.pk).update(language_code=language)

    post(api, order, label="Waiting for parts", notes="The supplier is late.", notify_customer=True)

    deliver_due(timezone.now(), giving_up=lambda *_: None)
    ((to, said),) = mailbox.letters
    assert (to, subject in said, "Waiting for parts" in said) == (order.email, True, True)
    assert "The supplier is late." in mailbox.text()
    assert Message.objects.get().template == "status_noted"


@pytest.mark.parametrize("body", [{}, {"label": ""}, {"label": "x" * 101}, {"label": "Late", "colour": "red"}])
def test_a_body_that_says_nothing_is_refused(api, order, body):
    with nothing_changes():
        answer = post(api, order, **body)

    assert answer.status_code == 400


def test_a_move_keeps_the_name_that_it_was_asked_for_by(api, order):
    body = {"status": "HOLD", "label": "On Hold"}

    api.put(f"/api/v1/orders/{order.ref}/status/", body, format="json")

    assert StatusChange.objects.latest("id").label == "On Hold"
    assert Event.objects.latest("position").data["label"] == "On Hold"


def test_whoever_only_buys_writes_nothing_into_the_log(customer_api, order):
    with nothing_changes():
        answer = post(customer_api, order, label="Lost")

    assert answer.status_code == 403
