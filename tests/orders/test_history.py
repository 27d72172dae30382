"""`/orders/{ref}/history/`: the customer's earlier orders elsewhere, as a storefront tells them."""

import pytest

from events.models import Event
from orders.models import CustomerHistoryEntry
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes

EARLIER = {
    "id": "A-1",
    "amount": "120.00",
    "due": "20.00",
    "status": "complete",
    "type": "card",
    "order_date": "2025-03-01T10:00:00Z",
    "currency": "EUR",
    "billing": {"street": "Calle Cuesta 1", "city": "Madrid"},
    "shipping": None,
}


@pytest.fixture
def tell(api, order):
    def tell(*entries):
        return api.post(f"/api/v1/orders/{order.ref}/history/", list(entries), format="json")

    return tell


@pytest.fixture
def history(api, order):
    def history(about=order):
        return api.get(f"/api/v1/orders/{about.ref}/history/").json()["results"]

    return history


def as_sent(entry):
    return {**entry, "order_date": entry["order_date"].replace(".000000Z", "Z")}


def test_what_is_told_is_kept_as_it_was(tell, history):
    answer = tell(EARLIER)

    assert answer.status_code == 201
    assert [as_sent(entry) for entry in answer.json()] == [EARLIER]
    assert history() == answer.json()


def test_little_can_be_told_too(tell):
    little = {name: EARLIER[name] for name in ("id", "amount", "status", "type", "order_date", "currency")}

    [kept] = tell(little).json()

    assert (kept["due"], kept["billing"], kept["shipping"]) == (None, None, None)


def test_the_newest_comes_first(tell, history):
    tell(EARLIER, EARLIER | {"id": "A-2", "order_date": "2025-06-01T10:00:00Z"})

    assert [entry["id"] for entry in history()] == ["A-2", "A-1"]


def test_what_is_told_again_replaces_what_was_told(tell, history):
    tell(EARLIER)
    tell(EARLIER | {"status": "cancelled", "amount": "7.00"}, EARLIER | {"id": "A-2"})

    entries = {entry["id"]: entry for entry in history()}
    assert entries.keys() == {"A-1", "A-2"}
    assert (entries["A-1"]["status"], entries["A-1"]["amount"]) == ("cancelled", "7.00")


def test_history_belongs_to_the_customer_and_is_seen_from_every_order(tell, history, place):
    tell(EARLIER)

    assert [entry["id"] for entry in history(place())] == ["A-1"]


def test_telling_is_one_event_of_the_order(tell):
    tell(EARLIER, EARLIER | {"id": "A-2"})

    event = Event.objects.latest("position")
    assert (event.type, event.sequence) == ("history.added", 2)
    assert event.data == {"references": ["A-1", "A-2"], "version": 2}


def test_amounts_have_the_digits_of_their_own_currency(tell):
    [yen] = tell(EARLIER | {"currency": "JPY", "amount": "120", "due": None}).json()

    assert yen["amount"] == "120"


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"amount": "1.005"}, {"/1/amount": "too_many_digits"}),
        ({"currency": "JPY", "amount": "1", "due": "0.5"}, {"/1/due": "too_many_digits"}),
        ({"amount": "-1.00"}, {"/1/amount": "min_value"}),
        ({"amount": 1.5}, {"/1/amount": "float_not_allowed"}),
        ({"id": "A-1"}, {"/1/id": "duplicate"}),
        ({"id": ""}, {"/1/id": "blank"}),
        ({"id": 7}, {"/1/id": "invalid"}),
        ({"id": "x" * 101}, {"/1/id": "max_length"}),
        ({"status": "done"}, {"/1/status": "invalid_choice"}),
        ({"type": ""}, {"/1/type": "blank"}),
        ({"order_date": "yesterday"}, {"/1/order_date": "invalid"}),
        ({"currency": "EUX"}, {"/1/currency": "unknown"}),
        ({"billing": []}, {"/1/billing": "not_an_object"}),
        ({"billing": {"a": "x" * 17_000}}, {"/1/billing": "too_large"}),
        ({"customer": "x"}, {"/1/customer": "unknown_field"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_one_wrong_entry_refuses_the_whole_array(tell, change, problems):
    with nothing_changes():
        answer = tell(EARLIER, EARLIER | {"id": "A-2"} | change)

    assert wrong(answer) == problems


@pytest.mark.parametrize("body", [{}, EARLIER, "x", 5])
def test_only_an_array_is_taken(api, order, body):
    with nothing_changes():
        answer = api.post(f"/api/v1/orders/{order.ref}/history/", body, format="json")

    assert wrong(answer) == {"": "not_a_list"}


def test_an_array_has_one_to_500_entries(tell):
    with nothing_changes():
        assert wrong(tell()) == {"": "wrong_length"}
        assert wrong(tell(*[EARLIER] * 501)) == {"": "wrong_length"}


def test_whoever_buys_does_not_read_what_is_told_about_them(tell, customer_api, guest, order):
    tell(EARLIER)

    for connection in (customer_api, guest):
        answer = connection.get(f"/api/v1/orders/{order.ref}/history/", headers={"x-order-token": order.token})
        refusal(answer, 403, "scope_missing")
    assert CustomerHistoryEntry.objects.count() == 1
