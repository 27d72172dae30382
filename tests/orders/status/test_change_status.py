"""`/orders/{ref}/status/`: where an order can go by hand, and what goes along with it."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.change import changing
from orders.models import Order, OrderItem, Shipment, StatusChange
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
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


# --- what goes along -------------------------------------------------------------------------------------------------


def items(order):
    return [
        ItemStatus(status).name for status in OrderItem.objects.filter(order=order).values_list("status", flat=True)
    ]


def parcels(order):
    return sorted(Shipment.objects.filter(order=order).values_list("state", flat=True))


def counted(order):
    names = ("quantity_shipped", "quantity_delivered", "quantity_cancelled", "quantity_returned")
    return OrderItem.objects.filter(order=order).values_list(*names).get()


@pytest.mark.parametrize(
    ("way", "item", "parcel", "shipping", "pieces"),
    [
        (["HOLD"], "PENDING", "ready", "ready", (0, 0, 0, 0)),
        (["FAILED"], "PENDING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING"], "APPROVED", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGE_WAITING"], "PACKAGE_WAITING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGED"], "PACKAGED", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGED", "PACKAGE_WAITING"], "PACKAGE_WAITING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "SHIPPED"], "SHIPPED", "shipped", "shipped", (2, 0, 0, 0)),
        (["PROCESSING", "SHIPPED", "COMPLETED"], "DELIVERED", "delivered", "delivered", (2, 2, 0, 0)),
        (["PROCESSING", "COMPLETED"], "DELIVERED", "delivered", "delivered", (2, 2, 0, 0)),
        (["CANCELLED"], "CANCELLED", "cancelled", "cancelled", (0, 0, 2, 0)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_items_and_parcels_go_along(api, order, way, item, parcel, shipping, pieces):
    for status in way:
        assert move(api, order, status).status_code == 200

    moved = Order.objects.get(pk=order.pk)
    assert S(moved.status).name == way[-1]
    assert items(order) == [item]
    assert parcels(order) == [parcel]
    assert moved.shipping_status == shipping
    assert counted(order) == pieces


def test_times_are_kept_of_what_was_reached(api, order):
    move(api, order, "PROCESSING")
    approved = Order.objects.get(pk=order.pk)
    move(api, order, "COMPLETED")

    item = OrderItem.objects.get(order=order)
    parcel = Shipment.objects.get(order=order)
    assert approved.approved_at == approved.updated_at
    assert item.shipped_date == item.delivered_date == parcel.shipped_at == parcel.delivered_at is not None


def test_calling_off_an_unpaid_order_ends_its_money_too(api, order):
    move(api, order, "CANCELLED")

    called_off = Order.objects.get(pk=order.pk)
    assert called_off.payment_status == "cancelled"
    assert called_off.cancelled_at == called_off.updated_at


def test_each_thing_that_goes_along_is_an_event_of_the_same_version(api, order):
    move(api, order, "PROCESSING")
    move(api, order, "COMPLETED")

    happened = Event.objects.filter(order=order).order_by("sequence").values_list("type", "sequence", "data__version")
    assert list(happened) == [
        ("order.placed", 1, 1),
        ("order.status_changed", 2, 2),
        ("order.status_changed", 3, 3),
        ("shipment.shipped", 4, 3),
        ("shipment.delivered", 5, 3),
    ]


# --- conditions ------------------------------------------------------------------------------------------------------


def test_an_empty_draft_cannot_be_placed(api, draft):
    with nothing_changes():
        answer = move(api, draft, "CREATED")

    assert refusal(answer, 409, "order_is_empty")["detail"] == "The order has no items."


def test_an_order_with_nothing_left_to_ship_cannot_be_shipped(api, order):
    move(api, order, "PROCESSING")
    Order.objects.filter(pk=order.pk).update(shipping_status="shipped")

    with nothing_changes():
        answer = move(api, order, "SHIPPED")

    assert refusal(answer, 409, "nothing_left_to_ship")["detail"] == "Nothing is left to ship."


@pytest.mark.parametrize("money", ["authorized", "partially_paid", "paid", "partially_refunded", "refunded"])
def test_an_order_with_money_is_cancelled_by_the_command_that_gives_it_back(api, order, money):
    Order.objects.filter(pk=order.pk).update(payment_status=money, amount_paid=10, amount_outstanding=order.total - 10)

    with nothing_changes():
        answer = move(api, order, "CANCELLED")

    assert refusal(answer, 409, "refund_required")["detail"] == (
        "The order is paid or authorized: cancel it with the cancel command, which refunds it."
    )


def test_an_order_that_costs_nothing_can_be_cancelled(api, place):
    order = place(adjustments=[{"type": "gift_certificate", "amount": Decimal(-100)}])
    assert (order.payment_status, order.status, bool(order.paid_at)) == ("paid", OrderStatus.PROCESSING, True)

    key = {"idempotency-key": "cancel"}
    assert api.post(f"/api/v1/orders/{order.ref}/cancel/", {}, format="json", headers=key).status_code == 200
    assert Order.objects.get(pk=order.pk).payment_status == "cancelled"


def test_a_draft_that_costs_nothing_is_paid_as_soon_as_it_is_placed(api, body):
    free = body | {"status": "NEW", "adjustments": [{"type": "gift_certificate", "amount": "-20.00"}], "total": "0"}
    draft = api.post("/api/v1/orders/", free, format="json", headers={"idempotency-key": "free"}).json()

    api.put(f"{draft['url']}status/", {"status": "CREATED"}, format="json")

    assert api.get(draft["url"]).json()["payment_status"] == "paid"


def test_the_service_refuses_what_the_api_refuses(order):
    with pytest.raises(Exception, match="Can't change order with status 'Created' to 'Shipped'"):
        change_status(order, to=S.SHIPPED, actor=SYSTEM, at=timezone.now())
