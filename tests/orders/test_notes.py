"""`/orders/{ref}/notes/`: what people write about an order."""

import pytest

from events.models import Event
from orders.models import Note, Order
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes


@pytest.fixture
def write(api, order):
    def write(body, connection=api):
        return connection.post(f"/api/v1/orders/{order.ref}/notes/", body, format="json")

    return write


def messages(connection, order, **query):
    answer = connection.get(f"/api/v1/orders/{order.ref}/notes/", query)
    assert answer.status_code == 200
    return [note["message"] for note in answer.json()["results"]]


def test_a_note_is_answered_as_it_is_kept(write, api, order):
    answer = write({"message": "Ring twice.", "public": True})

    note = answer.json()
    assert answer.status_code == 201
    assert (note["message"], note["public"], note["actor_kind"], note["actor_name"]) == (
        "Ring twice.",
        True,
        "client",
        "Storefront",
    )
    assert api.get(f"/api/v1/orders/{order.ref}/notes/").json()["results"] == [note]


def test_a_note_is_internal_unless_it_is_said_to_be_public(write):
    assert write({"message": "Customer was rude."}).json()["public"] is False


def test_several_notes_are_written_in_one_go(write, order):
    answer = write([{"message": "One"}, {"message": "Two", "public": True}])

    assert answer.status_code == 201
    assert [note["message"] for note in answer.json()] == ["One", "Two"]
    assert Order.objects.get(pk=order.pk).version == 2
    happened = Event.objects.filter(order=order, sequence__gt=1).order_by("sequence")
    assert [(event.type, event.data["public"], event.data["version"]) for event in happened] == [
        ("note.added", False, 2),
        ("note.added", True, 2),
    ]


def test_what_an_internal_note_says_is_in_no_event(write):
    write({"message": "Customer was rude."})

    assert "rude" not in str(Event.objects.latest("position").data)


def test_the_newest_note_comes_first(write, api, order):
    write({"message": "One"})
    write({"message": "Two"})

    assert messages(api, order) == ["Two", "One"]


def test_whoever_buys_reads_public_notes_only(write, api, staff_api, customer_api, guest, client_for, channel, order):
    write([{"message": "Internal"}, {"message": "Public", "public": True}])
    reader = client_for("orders:read", channels=[channel])

    assert messages(api, order) == messages(staff_api, order) == ["Public", "Internal"]
    assert messages(customer_api, order) == messages(guest, order, token=order.token) == ["Public"]
    assert messages(reader, order) == ["Public"]


def test_notes_are_kept_as_they_are_written(write):
    text = "Grüße, 你好 🎁\n<script>alert(1)</script> 'quoted' \\ \u202e"

    assert write({"message": text}).json()["message"] == text


def test_a_hundred_notes_are_the_most_at_a_time(write):
    assert write([{"message": "Hello"}] * 100).status_code == 201
    with nothing_changes():
        assert wrong(write([{"message": "Hello"}] * 101)) == {"": "wrong_length"}


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({}, {"/message": "required"}),
        ([], {"": "wrong_length"}),
        ({"message": ""}, {"/message": "blank"}),
        ({"message": "   "}, {"/message": "blank"}),
        ({"message": None}, {"/message": "null"}),
        ({"message": 5}, {"/message": "invalid"}),
        ({"message": ["Hello"]}, {"/message": "invalid"}),
        ({"message": "x" * 5001}, {"/message": "max_length"}),
        ({"message": "Hello", "public": "sometimes"}, {"/public": "invalid"}),
        ({"message": "Hello", "publik": True}, {"/publik": "unknown_field"}),
        ([{"message": "One"}, {"message": ""}], {"/1/message": "blank"}),
        ([{"message": "One"}, "Two"], {"/1": "invalid"}),
        ([{"message": "One"}, None], {"/1": "null"}),
        ("Hello", {"": "invalid"}),
        (5, {"": "invalid"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_note_that_is_not_understood_is_refused_and_with_it_all_others(write, body, problems):
    with nothing_changes():
        assert wrong(write(body)) == problems


def test_whoever_buys_writes_no_notes(write, customer_api, order):
    with nothing_changes():
        refusal(write({"message": "Hello"}, customer_api), 403, "scope_missing")


def test_a_closed_order_can_still_be_written_about(write, api, order):
    api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "CANCELLED"}, format="json")

    assert write({"message": "They called again."}).status_code == 201
    assert Note.objects.count() == 1
