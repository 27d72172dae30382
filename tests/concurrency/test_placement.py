"""Placing orders at once, over HTTP, at a real server with real connections; and a server that is killed meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Signal
from time import sleep

import pytest
import requests

from access.models import IdempotencyKey
from access.services import create_api_key, create_client
from addresses.models import Customer
from events.models import Event
from orders.models import Channel, Order, ShipmentLine
from tests.concurrency.web_server import SharedDatabase, WebServer

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def shared(django_db_setup, tmp_path_factory):
    return SharedDatabase(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="module")
def server(shared, tmp_path_factory):
    server = WebServer(shared.url, tmp_path_factory.mktemp("server"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def shop(shared):
    """A storefront's header; its channel and client are in the database that the server has."""
    channel = Channel.objects.create(code="us-web", name="US Web Store", default_currency="USD")
    client = create_client("Storefront", channels=[channel.id], scopes=["orders:read", "orders:write"]).client
    header = {"Authorization": f"Bearer {create_api_key(client).secret}"}
    shared.hand_over()
    return header


@pytest.fixture
def send(shop, server):
    """Place an order under a key; None if the server went away before it answered."""

    def send(body, key):
        try:
            return requests.post(
                f"{server.address}/api/v1/orders/", json=body, headers=shop | {"Idempotency-Key": key}, timeout=60
            )
        except requests.RequestException:
            return None

    return send


def order_for(email, **more):
    return {
        "customer": {"email": email, "first_name": "John", "last_name": "Doe"},
        "items": [
            {
                "sku": "MUG",
                "quantity": 2,
                "unit_price": "10.00",
                "adjustments": [{"type": "gift_box", "amount": "1.00"}],
            },
            {"sku": "CAP", "quantity": 1, "unit_price": "5.00"},
        ],
        "adjustments": [{"type": "shipping", "amount": "3.50"}],
        "shipping_address": {"line": "300 E St SW", "country_code": "US"},
        "total": "29.50",
        **more,
    }


def at_once(act, wishes):
    """Do it with every wish, all starting together."""
    start = Barrier(len(wishes))

    def one(wish):
        start.wait()
        return act(*wish)

    with ThreadPoolExecutor(len(wishes)) as threads:
        return list(threads.map(one, wishes))


def assert_all_orders_are_whole():
    for order in Order.objects.all():
        assert order.items.count() == order.item_count == 2
        assert order.adjustments.count() == 2
        assert order.shipping_address is not None
        assert sum(ShipmentLine.objects.filter(shipment__order=order).values_list("quantity", flat=True)) == 3
        assert list(order.statuses.values_list("to_status", flat=True)) == [100]
        assert list(Event.objects.filter(order=order).values_list("type", "sequence")) == [("order.placed", 1)]
        assert (order.version, order.event_count) == (1, 1)


def test_fifty_orders_placed_at_once_get_fifty_refs_and_none_is_refused(send, shared):
    wishes = [(order_for(f"customer-{number}@example.com"), f"key-{number}") for number in range(50)]

    answers = at_once(send, wishes)

    assert [answer.status_code for answer in answers] == [201] * 50
    refs = {answer.json()["ref"] for answer in answers}
    assert len(refs) == 50
    shared.take_back()
    assert set(Order.objects.values_list("ref", flat=True)) == refs
    assert_all_orders_are_whole()


def test_a_new_customer_who_orders_thirty_times_at_once_is_one_customer(send, shared):
    wishes = [(order_for("shop@example.com", customer_note=f"Order {number}"), f"key-{number}") for number in range(30)]

    answers = at_once(send, wishes)

    assert [answer.status_code for answer in answers] == [201] * 30
    shared.take_back()
    assert Customer.objects.get().orders.count() == 30
    assert_all_orders_are_whole()


def test_a_customer_whose_phone_changes_with_every_order_blocks_nobody(send, shared):
    wishes = []
    for number in range(20):
        body = order_for("shop@example.com")
        body["customer"] |= {"phone": f"801-755-{number:04}"}
        wishes.append((body, f"key-{number}"))
    assert send(*wishes[0]).status_code == 201

    answers = at_once(send, wishes[1:])

    assert [answer.status_code for answer in answers] == [201] * 19


def test_a_key_sent_twenty_times_at_once_places_one_order(send, shared):
    answers = at_once(send, [(order_for("shop@example.com"), "the-key")] * 20)

    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    shared.take_back()
    assert Order.objects.get().ref == answers[0].json()["ref"]
    assert_all_orders_are_whole()


def test_a_number_wanted_by_ten_at_once_is_given_to_one(send, shared):
    wishes = [(order_for(f"customer-{number}@example.com", number="1254"), f"key-{number}") for number in range(10)]

    answers = at_once(send, wishes)

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert {answer.json().get("code") for answer in answers} == {None, "number_taken"}
    shared.take_back()
    assert Order.objects.get().number == "1254"
    assert Customer.objects.count() == 1


def test_a_killed_server_leaves_no_half_order_and_answers_the_repetition(send, shared, server):
    wishes = [(order_for(f"customer-{number}@example.com"), f"key-{number}") for number in range(40)]
    some_are_done = Signal()

    def place(body, key):
        answer = send(body, key)
        if answer is not None and key not in ("key-0", "key-1", "key-2"):
            some_are_done.set()
        return answer

    with ThreadPoolExecutor(12) as threads:
        waiting = [threads.submit(place, *wish) for wish in wishes]
        some_are_done.wait(timeout=60)
        sleep(0.05)
        server.kill()
        first = [answer.result() for answer in waiting]
    shared.take_back()
    kept = set(Order.objects.values_list("ref", flat=True))
    assert_all_orders_are_whole()
    answered = {answer.json()["ref"] for answer in first if answer is not None}
    assert 0 < len(answered) < 40
    assert answered <= kept
    assert IdempotencyKey.objects.filter(state="answered").count() == len(kept)

    server.start()
    again = at_once(send, wishes)

    assert [answer.status_code for answer in again] == [201] * 40
    refs = [answer.json()["ref"] for answer in again]
    assert len(set(refs)) == 40
    assert kept <= set(refs)
    assert [ref for answer, ref in zip(first, refs, strict=True) if answer] == [
        answer.json()["ref"] for answer in first if answer
    ]
    assert sum("Idempotent-Replayed" in answer.headers for answer in again) == len(kept)
    shared.take_back()
    assert Order.objects.count() == 40
    assert_all_orders_are_whole()
