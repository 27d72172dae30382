"""`Idempotency-Key` on the commands of the order book. How keys work at all is tried in `tests/access/`."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from access.models import IdempotencyKey
from events.models import Event
from orders.models import Note, Order
from tests.answers import refusal, wrong
from tests.untouched import KEYS, nothing_changes

KEY = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def send(api):
    def send(body, connection=api, **headers):
        return connection.post("/api/v1/orders/", body, format="json", headers=KEY | headers)

    return send


def test_an_order_is_placed_under_a_key_only(api, body):
    with nothing_changes():
        answer = api.post("/api/v1/orders/", body, format="json")

    assert "Idempotency-Key" in refusal(answer, 428, "idempotency_key_missing")["detail"]


def test_the_same_order_sent_again_is_the_first_one(send, body):
    first = send(body)
    with nothing_changes():
        second = send(body)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert Order.objects.count() == 1


def test_the_first_answer_comes_again_even_when_the_order_has_changed(send, api, body):
    first = send(body)
    api.patch(first["Location"], {"customer_note": "Ring twice."}, format="json")

    assert send(body).json() == first.json()


def test_another_order_under_the_key_is_refused(send, body):
    send(body)

    with nothing_changes():
        answer = send(body | {"customer_note": "Another one"})

    refusal(answer, 422, "idempotency_key_reused")


def test_the_key_of_one_client_is_not_the_key_of_another(send, stranger, body):
    first = send(body)

    other = send(body, stranger)

    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]


def test_a_corrected_order_may_use_the_key_of_the_wrong_one(send, body):
    with nothing_changes():
        assert wrong(send(body | {"total": "1.00"})) == {"/total": "total_differs"}

    assert send(body).status_code == 201


def test_a_refusal_by_the_state_is_kept(send, body, place):
    place(number="1254")
    first = send(body | {"number": "1254"})

    with nothing_changes():
        second = send(body | {"number": "1254"})

    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    refusal(second, 409, "number_taken")


def test_a_key_is_good_for_a_day(send, body):
    first = send(body).json()

    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59), tick=False):
        assert send(body).json()["id"] == first["id"]
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False):
        assert send(body).json()["id"] != first["id"]


def test_the_slash_does_not_make_another_request(send, api, body):
    first = send(body).json()

    again = api.post("/api/v1/orders", body, format="json", headers=KEY)

    assert (again.status_code, again.json()["id"]) == (201, first["id"])


def test_a_rehearsal_takes_no_key(api, send, body):
    rehearsed = api.post("/api/v1/orders/?dry_run=true", body, format="json", headers=KEY)

    assert rehearsed.status_code == 200
    assert not IdempotencyKey.objects.exists()
    assert send(body | {"customer_note": "In earnest"}).status_code == 201


COMMANDS = {
    "status": ("put", "/api/v1/orders/{ref}/status/", {"status": "HOLD"}),
    "patch": ("patch", "/api/v1/orders/{ref}/", {"customer_note": "Ring twice."}),
    "put": ("put", "/api/v1/orders/{ref}/", {"items": [{"sku": "CAP", "quantity": 1, "unit_price": "5.00"}]}),
    "notes": ("post", "/api/v1/orders/{ref}/notes/", {"message": "Hello"}),
    "history": (
        "post",
        "/api/v1/orders/{ref}/history/",
        [
            {
                "id": "A-1",
                "amount": "1.00",
                "status": "complete",
                "type": "card",
                "order_date": "2025-03-01T10:00:00Z",
                "currency": "EUR",
            }
        ],
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_done_once_under_a_key(api, order, name):
    method, path, body = COMMANDS[name]
    url = path.format(ref=order.ref)
    first = getattr(api, method)(url, body, format="json", headers=KEY)

    with nothing_changes():
        second = getattr(api, method)(url, body, format="json", headers=KEY)

    assert first.status_code in (200, 201)
    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Event.objects.filter(order=order).count() == 2


def test_without_a_key_a_note_is_written_as_often_as_it_is_sent(api, order):
    for _ in range(2):
        api.post(f"/api/v1/orders/{order.ref}/notes/", {"message": "Hello"}, format="json")

    assert Note.objects.count() == 2


def test_a_repetition_is_answered_even_if_the_version_has_gone_on(api, order):
    tag = {"if-match": api.get(f"/api/v1/orders/{order.ref}/")["ETag"]}
    url = f"/api/v1/orders/{order.ref}/notes/"
    first = api.post(url, {"message": "Hello"}, format="json", headers=KEY | tag)

    again = api.post(url, {"message": "Hello"}, format="json", headers=KEY | tag)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()


def test_a_minimal_answer_is_repeated_as_it_is_preferred(api, order):
    url = f"/api/v1/orders/{order.ref}/"
    minimal = {"prefer": "return=minimal"}
    first = api.patch(url, {"customer_note": "Ring twice."}, format="json", headers=KEY | minimal)
    in_full = api.patch(url, {"customer_note": "Ring twice."}, format="json", headers=KEY)

    assert (first.status_code, first.content, first["Preference-Applied"]) == (204, b"", "return=minimal")
    assert first["ETag"] == in_full["ETag"]
    assert (in_full.status_code, in_full.json()["customer_note"]) == (200, "Ring twice.")


def test_keys_are_kept_without_what_they_were_sent_with(send, body):
    send(body)

    with nothing_changes(but=[KEYS]):
        kept = IdempotencyKey.objects.get()
    assert (kept.state, kept.status) == ("answered", 201)
    assert "Bearer" not in str(vars(kept))
