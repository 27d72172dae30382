"""`POST /orders/`: placing an order, or beginning a draft."""

import pytest
from django.utils import timezone

from events.models import Event
from orders.models import Order
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes


def test_a_placed_order_is_answered_in_full_with_its_address(send, api, body):
    answer = send(body)

    order = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == order["url"] == f"http://localhost:8000/api/v1/orders/{order['ref']}/"
    assert api.get(answer["Location"]).json() == order


def test_a_placed_order_awaits_payment_and_sending(send, body):
    order = send(body).json()

    assert (order["status"], order["status_code"], order["status_display"]) == ("CREATED", 100, "Created")
    assert (order["payment_status"], order["shipping_status"], order["cancel_status"]) == (
        "awaiting_payment",
        "ready",
        None,
    )
    assert order["is_paid"] is False
    assert order["version"] == 1
    assert order["date_placed"] == order["created_at"] == order["updated_at"]
    assert order["approved_at"] is order["paid_at"] is order["cancelled_at"] is None


def test_the_number_is_the_ref_unless_the_channel_has_its_own(send, body):
    first, second = send(body).json(), send(body | {"number": "1254"}).json()

    assert first["number"] == first["ref"]
    assert second["number"] == "1254" != second["ref"]


def test_a_number_that_looks_like_a_coming_ref_stops_nobody(send, body):
    year, serial = send(body).json()["ref"].split("-")
    for ahead in (2, 3, 5):
        assert send(body | {"number": f"{year}-{int(serial) + ahead:05d}"}).status_code == 201

    later = [send(body) for _ in range(4)]

    assert [answer.status_code for answer in later] == [201] * 4
    numbers = [answer.json()["number"] for answer in later]
    assert len(set(numbers)) == 4
    assert numbers == [answer.json()["ref"] for answer in later]


def test_a_number_is_given_once_a_channel(send, stranger, body):
    send(body | {"number": "1254"})

    with nothing_changes(but=["access.idempotencykey"]):
        answer = send(body | {"number": "1254"})

    assert refusal(answer, 409, "number_taken")["number"] == "1254"
    assert send(body | {"number": "1254"}, stranger).status_code == 201


def test_refs_are_all_different_and_name_the_year(send, body):
    refs = [send(body).json()["ref"] for _ in range(3)]

    assert len(set(refs)) == 3
    assert {ref[:5] for ref in refs} == {f"{timezone.now().year}-"}


def test_everything_lies_in_one_parcel_that_is_ready(send, body):
    body["items"].append({"sku": "CAP", "quantity": 3, "unit_price": "1.00"})
    body["total"] = "26.50"
    body["shipping_company"] = "DHL"

    order = send(body).json()

    [parcel] = order["shipments"]
    assert (parcel["state"], parcel["carrier"]) == ("ready", "DHL")
    assert [line["quantity"] for line in parcel["lines"]] == [2, 3]
    assert [line["item"] for line in parcel["lines"]] == [item["id"] for item in order["items"]]


def test_placing_is_written_down_once(send, body):
    body["items"][0]["unit_price"] = 10
    body["adjustments"][0]["amount"] = "3.5"

    order = send(body).json()

    [event] = Event.objects.filter(order=order["id"])
    assert (event.type, event.sequence, event.actor_kind, event.actor_name) == (
        "order.placed",
        1,
        "client",
        "Storefront",
    )
    assert event.data == {
        "ref": order["ref"],
        "number": order["ref"],
        "total": "23.50",
        "currency": "USD",
        "version": 1,
    }
    [change] = order["statuses"]
    assert (change["from_status"], change["to_status"], change["actor_name"]) == (None, "CREATED", "Storefront")


def test_staff_place_orders_too(send, staff_api, body, channel):
    order = send(body, staff_api).json()

    assert order["channel"] == channel.code
    assert order["token"]
    assert Event.objects.get(order=order["id"]).actor_kind == "staff"


# --- who sees the token ----------------------------------------------------------------------------------------------


def test_the_token_is_told_to_whoever_placed_the_order_and_to_staff(send, api, staff_api, body, client_for, channel):
    order = send(body).json()
    colleague = client_for("orders:read", channels=[channel])

    assert len(order["token"]) == 43
    assert api.get(order["url"]).json()["token"] == order["token"]
    assert staff_api.get(order["url"]).json()["token"] == order["token"]
    assert colleague.get(order["url"]).json()["token"] is None


def test_whoever_holds_the_token_is_told_it(send, guest, body):
    order = send(body).json()

    assert guest.get(order["url"], {"token": order["token"]}).json()["token"] == order["token"]
    assert guest.get(order["url"], headers={"x-order-token": order["token"]}).json()["token"] == order["token"]


def test_everything_that_is_wrong_is_told_at_once(send, body):
    body["items"] = [
        {"quantity": 0, "unit_price": "1.00"},
        {"quantity": 1, "unit_price": 1.5, "colour": "red"},
    ]
    body["currency"] = "USX"

    with nothing_changes():
        answer = send(body)

    assert wrong(answer) == {
        "/items/0/quantity": "min_value",
        "/items/1/unit_price": "float_not_allowed",
        "/items/1/colour": "unknown_field",
        "/currency": "unknown",
    }
    assert answer.json()["detail"] == "4 things are wrong with what was sent."


def test_an_order_has_at_most_500_items(send, body):
    item = {"quantity": 1, "unit_price": "1.00"}
    del body["total"]

    assert send(body | {"items": [item] * 500}).json()["subtotal"] == "500.00"
    with nothing_changes():
        assert wrong(send(body | {"items": [item] * 501})) == {"/items": "max_length"}


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_an_orders_address_does_not_depend_on_the_format_that_is_asked_for(api, body, format):
    answer = api.post(
        f"/api/v1/orders/?format={format}", body, format="json", headers={"idempotency-key": f"as-{format}"}
    )

    assert answer["Location"] == f"http://localhost:8000/api/v1/orders/{Order.objects.get().ref}/"
    assert f"{answer['Location']}?" not in answer.content.decode()
