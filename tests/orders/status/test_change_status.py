"""`/orders/{ref}/status/`: where an order can go by hand, and what goes along with it."""

import pytest
from django.db import transaction
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.change import changing
from orders.models import Order, StatusChange
from orders.statuses import OrderStatus
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes

S = OrderStatus

ALLOWED = {
    "NEW": {"CREATED", "CANCELLED"},
    "CREATED": {"HOLD", "FAILED", "PROCESSING", "CANCELLED"},
    "HOLD": {"CREATED", "FAILED", "PROCESSING", "CANCELLED"},
    "FAILED": {"HOLD", "PROCESSING", "CANCELLED"},
    "PROCESSING": {"HOLD", "PACKAGE_WAITING", "PACKAGED", "SHIPPED", "COMPLETED"},
    "PACKAGE_WAITING": {"HOLD", "PACKAGED", "SHIPPED"},
    "PACKAGED": {"HOLD", "PACKAGE_WAITING", "SHIPPED"},
    "SHIPPED": {"COMPLETED"},
    "COMPLETED": set(),
    "CANCELLATION_WAITING": set(),
    "CANCELLED": set(),
    "REFUNDED": set(),
    "REJECTED": set(),
}
"""Where a person may move an order, from where."""

INSTEAD = {
    "Open a cancellation plan to ask for a cancellation.": {
        "CANCELLATION_WAITING": {
            "CREATED", "HOLD", "FAILED", "PROCESSING", "PACKAGE_WAITING", "PACKAGED", "SHIPPED", "COMPLETED",
        },
    },
    "Cancel it with the cancel command, which gives the money back.": {
        "CANCELLED": {"PROCESSING", "PACKAGE_WAITING", "PACKAGED", "CANCELLATION_WAITING"},
    },
    "Declare its shipment lost.": {
        "PACKAGE_WAITING": {"SHIPPED"},
    },
    "Undo the sending of its shipment.": {
        "PACKAGED": {"SHIPPED"},
    },
    "Reject the items.": {
        "REJECTED": {"CREATED", "HOLD", "PROCESSING", "PACKAGE_WAITING"},
    },
    "Refund the payments.": {
        "REFUNDED": {
            "HOLD", "PROCESSING", "PACKAGE_WAITING", "PACKAGED", "SHIPPED", "COMPLETED", "CANCELLATION_WAITING",
        },
    },
    "The cancellation plan decides where the order goes.": {
        target: {"CANCELLATION_WAITING"}
        for target in (
            "CREATED", "HOLD", "FAILED", "PROCESSING", "PACKAGE_WAITING", "PACKAGED", "SHIPPED", "COMPLETED",
        )
    },
}  # fmt: skip
"""Moves that exist but that nobody makes by naming the status: what to do, and to where from where that is said."""

LABELS = {
    "NEW": "New",
    "CREATED": "Created",
    "HOLD": "Hold",
    "FAILED": "Failed",
    "PROCESSING": "Processing",
    "PACKAGE_WAITING": "Package waiting",
    "PACKAGED": "Packaged",
    "SHIPPED": "Shipped",
    "COMPLETED": "Completed",
    "CANCELLATION_WAITING": "Cancellation waiting",
    "CANCELLED": "Cancelled",
    "REFUNDED": "Refunded",
    "REJECTED": "Rejected",
}

WAYS = {
    "NEW": [],
    "CREATED": [],
    "HOLD": ["hold"],
    "FAILED": ["fail"],
    "PROCESSING": ["process"],
    "PACKAGE_WAITING": ["process", "await_packaging"],
    "PACKAGED": ["process", "pack"],
    "SHIPPED": ["process", "ship"],
    "COMPLETED": ["process", "ship", "complete"],
    "CANCELLATION_WAITING": ["process", "request_cancellation"],
    "CANCELLED": ["cancel"],
    "REFUNDED": ["process", "mark_refunded"],
    "REJECTED": ["reject"],
}
"""How an order gets to a status."""


def sentence(source, target):
    """Why an order cannot be moved by hand, or None if it can."""
    if target == source or target in ALLOWED[source]:
        return None
    for what_to_do, moves in INSTEAD.items():
        if source in moves.get(target, ()):
            return what_to_do
    return f"Can't change order with status '{LABELS[source]}' to '{LABELS[target]}'."


@pytest.fixture
def order_in(place, body, api):
    """An order that has got to a status."""

    def order_in(status):
        if status == "NEW":
            key = {"idempotency-key": "a-draft"}
            draft = api.post("/api/v1/orders/", body | {"status": "NEW"}, format="json", headers=key).json()
            return Order.objects.get(pk=draft["id"])
        order = place()
        for transition in WAYS[status]:
            with changing(order, actor=SYSTEM, at=timezone.now()) as change:
                change.move(transition)
        return Order.objects.get(pk=order.pk)

    return order_in


def url(order):
    return f"/api/v1/orders/{order.ref}/status/"


def move(connection, order, status, **more):
    return connection.put(url(order), {"status": status, **more}, format="json")


def tried(connection, order, target):
    """The answer to a move that is undone again."""
    with transaction.atomic():
        answer = move(connection, order, target)
        transaction.set_rollback(True)
    return answer


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_names_every_status():
    assert ALLOWED.keys() == LABELS.keys() == WAYS.keys() == set(OrderStatus.names)


@pytest.mark.parametrize("source", LABELS)
def test_every_other_status_is_listed_with_the_reason_against_it(api, order_in, source):
    report = api.get(url(order_in(source))).json()

    assert (report["status"], report["status_display"]) == (source, LABELS[source])
    assert [move["label"] for move in report["status_transitions"]] == list(LABELS.values())
    assert {move["value"]: move["error"] for move in report["status_transitions"]} == {
        target: sentence(source, target) for target in LABELS
    }
    assert {move["code"] for move in report["status_transitions"]} <= {None, "transition_not_allowed"}


@pytest.mark.parametrize("source", LABELS)
def test_every_move_is_allowed_or_refused_as_the_table_says(api, order_in, source):
    order = order_in(source)

    answers = {target: tried(api, order, target) for target in LABELS}

    went_to = {target: answer.json()["status"] for target, answer in answers.items() if answer.status_code == 200}
    refused = {target: answer.json()["detail"] for target, answer in answers.items() if answer.status_code == 409}
    assert went_to == {target: target for target in LABELS if sentence(source, target) is None}
    assert refused == {target: sentence(source, target) for target in LABELS if sentence(source, target)}


@pytest.mark.parametrize("source", LABELS)
def test_a_refused_move_changes_nothing(api, order_in, source):
    order = order_in(source)

    with nothing_changes():
        for target in LABELS:
            if sentence(source, target):
                refusal(move(api, order, target), 409, "transition_not_allowed")


def test_the_reasons_are_those_of_the_order_and_not_of_its_status_alone(api, order):
    Order.objects.filter(pk=order.pk).update(payment_status="authorized")

    reasons = {move["value"]: move["code"] for move in api.get(url(order)).json()["status_transitions"]}

    assert reasons["CANCELLED"] == "refund_required"
    assert reasons["PROCESSING"] is None


# --- moving ----------------------------------------------------------------------------------------------------------


def test_a_move_is_answered_with_the_new_status_and_version(api, order):
    answer = move(api, order, "HOLD")

    moved = answer.json()
    assert (moved["status"], moved["status_code"], moved["version"]) == ("HOLD", 110, 2)
    assert answer["ETag"] == api.get(f"/api/v1/orders/{order.ref}/")["ETag"]
    assert Order.objects.get(pk=order.pk).version == 2


def test_the_status_log_keeps_who_why_and_whether_the_customer_is_told(staff_api, staff, order):
    move(staff_api, order, "HOLD", notes="Waiting for the bank", notify_customer=True)

    change = StatusChange.objects.latest("id")
    assert (change.from_status, change.to_status) == (S.CREATED, S.HOLD)
    assert (change.note, change.notify_customer) == ("Waiting for the bank", True)
    assert (change.actor_kind, change.actor_name, change.actor_id) == ("staff", "support-1", str(staff.id))
    assert change.ip == "127.0.0.1"


def test_a_move_is_an_event(api, order):
    move(api, order, "HOLD", notes="Waiting for the bank")

    event = Event.objects.latest("position")
    assert (event.type, event.sequence) == ("order.status_changed", 2)
    assert event.data == {
        "from": "CREATED",
        "to": "HOLD",
        "note": "Waiting for the bank",
        "notify_customer": False,
        "version": 2,
    }


def test_the_status_it_has_already_is_allowed_and_changes_nothing(api, order):
    with nothing_changes():
        answer = move(api, order, "CREATED")

    assert answer.status_code == 200
    assert answer.json()["version"] == 1


def test_staff_and_clients_move_by_ref_or_by_id(api, staff_api, order):
    assert api.put(f"/api/v1/orders/{order.id}/status/", {"status": "HOLD"}, format="json").status_code == 200
    assert move(staff_api, order, "PROCESSING").status_code == 200


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({}, {"/status": "required"}),
        ({"status": ""}, {"/status": "invalid_choice"}),
        ({"status": None}, {"/status": "null"}),
        ({"status": "PAUSED"}, {"/status": "invalid_choice"}),
        ({"status": "hold"}, {"/status": "invalid_choice"}),
        ({"status": 110}, {"/status": "invalid_choice"}),
        ({"status": ["HOLD"]}, {"/status": "invalid_choice"}),
        ({"status": "HOLD", "note": "Near, but no field"}, {"/note": "unknown_field"}),
        ({"status": "HOLD", "notes": "x" * 2001}, {"/notes": "max_length"}),
        ({"status": "HOLD", "notes": 5}, {"/notes": "invalid"}),
        ({"status": "HOLD", "notify_customer": "perhaps"}, {"/notify_customer": "invalid"}),
    ],
)
def test_a_move_that_is_not_understood_is_refused(api, order, body, problems):
    with nothing_changes():
        answer = api.put(url(order), body, format="json")

    assert wrong(answer) == problems
