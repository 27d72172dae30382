"""What of an order is frozen when: with approval, the first money, the last unit."""

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan, PlanLine
from common.actors import SYSTEM
from events.models import Event
from orders.fulfilment.ship import ship_order
from orders.models import Order, OrderItem
from payments.models import Payment
from tests.answers import refusal
from tests.orders.updating.sent import CAP, move
from tests.untouched import nothing_changes

WISHES = {
    "number": "1254",
    "currency": "EUR",
    "is_guest_checkout": True,
    "items": [CAP],
    "adjustments": [],
    "shipping_tax_rate": "18.00",
    "email": "office@example.com",
    "billing_address": {"line": "Bahnhofstr. 5"},
    "shipping_address": {"line": "Bahnhofstr. 5"},
    "customer_note": "Ring twice.",
    "invoice_number": "INV-1",
    "extra_field": {"a": 1},
}

IDENTITY = {"number", "currency", "is_guest_checkout"}

MONEY = {"items", "adjustments", "shipping_tax_rate"}

DESTINATION = {"shipping_address"}

FROZEN = {
    ("CREATED",): IDENTITY,
    ("HOLD",): IDENTITY,
    ("FAILED",): IDENTITY,
    ("PROCESSING",): IDENTITY | MONEY,
    ("PROCESSING", "HOLD"): IDENTITY | MONEY,
    ("PROCESSING", "PACKAGE_WAITING"): IDENTITY | MONEY,
    ("PROCESSING", "PACKAGED"): IDENTITY | MONEY,
    ("PROCESSING", "SHIPPED"): IDENTITY | MONEY | DESTINATION,
    ("PROCESSING", "COMPLETED"): IDENTITY | MONEY | DESTINATION,
    ("CANCELLED",): IDENTITY | MONEY | DESTINATION,
}


@pytest.mark.parametrize("way", FROZEN, ids="-".join)
def test_what_is_frozen_depends_on_how_far_the_order_has_got(patch, order, way):
    if way != ("CREATED",):
        move(order, *way)

    frozen = set()
    for name, wish in WISHES.items():
        answer = patch(order, **{name: wish})
        if answer.status_code == 409:
            frozen.add(name)
        else:
            assert answer.status_code == 200, answer.content

    assert frozen == FROZEN[way]


def test_a_refusal_says_of_each_frozen_field_why_and_nothing_is_changed(patch, order):
    move(order, "PROCESSING", "SHIPPED")

    with nothing_changes():
        answer = patch(
            order, customer_note="Ring twice.", items=[CAP], currency="EUR", shipping_address={"line": "Here 1"}
        )

    problem = refusal(answer, 409, "fields_frozen")
    assert problem["detail"] == "These fields can no longer be changed: currency, items, shipping_address."
    assert problem["frozen"] == ["currency", "items", "shipping_address"]
    assert problem["reasons"] == {
        "currency": "It is fixed when the order is placed.",
        "items": "What an order costs is fixed once it is 'Shipped'.",
        "shipping_address": "Everything has been sent.",
    }


def test_units_that_were_sent_are_not_replaced_while_the_rest_is_held(patch, order):
    item = OrderItem.objects.get(order=order)
    ship_order(order, lines=[{"item": item.id, "quantity": 1}], actor=SYSTEM, at=timezone.now())
    move(Order.objects.get(pk=order.pk), "HOLD")

    with nothing_changes():
        answer = patch(order, items=[CAP])

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {
        "items": "What an order costs is fixed once it is 'Processing'."
    }


def test_a_frozen_field_may_be_sent_as_it_is(patch, order):
    move(order, "PROCESSING", "SHIPPED")

    answer = patch(
        order,
        number=order.number,
        currency="USD",
        email=order.email,
        billing_address=str(order.billing_address_id),
        shipping_address=None,
        customer_note="Ring twice.",
    )

    assert answer.status_code == 200
    assert Event.objects.latest("position").data["fields"] == ["customer_note"]


@pytest.mark.parametrize("money", ["authorized", "partially_paid", "paid"])
def test_what_an_order_costs_is_frozen_with_the_first_money(patch, order, money):
    Order.objects.filter(pk=order.pk).update(payment_status=money, amount_paid=1, amount_outstanding=order.total - 1)

    with nothing_changes():
        answer = patch(order, items=[CAP])

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {
        "items": "What an order costs is fixed once money was taken or authorized."
    }


def test_what_an_order_costs_is_frozen_while_a_payment_is_under_way(patch, order):
    at = timezone.now()
    Payment.objects.create(order=order, amount=order.total, currency="USD", created_at=at, updated_at=at)

    with nothing_changes():
        answer = patch(order, items=[CAP])

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {
        "items": "A payment of 23.50 USD is under way; cancel it first."
    }


def test_what_an_order_costs_is_frozen_once_a_part_was_to_be_cancelled(patch, order):
    at = timezone.now()
    plan = CancellationPlan.objects.create(order=order, plan_type="cancel", created_at=at, updated_at=at)
    PlanLine.objects.create(plan=plan, item=OrderItem.objects.get(order=order), quantity=1, open=True)

    with nothing_changes():
        answer = patch(order, items=[CAP])

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {
        "items": "A cancellation of a part of it was asked for."
    }


def test_the_shipping_address_is_frozen_with_the_last_unit(patch, order):
    item = OrderItem.objects.get(order=order)
    ship_order(order, lines=[{"item": item.id, "quantity": 1}], actor=SYSTEM, at=timezone.now())

    assert (
        patch(order, shipping_address={"line": "Bahnhofstr. 5"}).json()["shipping_address"]["line"] == "Bahnhofstr. 5"
    )

    ship_order(Order.objects.get(pk=order.pk), actor=SYSTEM, at=timezone.now())
    with nothing_changes():
        answer = patch(order, shipping_address={"line": "Bahnhofstr. 7"})
    assert refusal(answer, 409, "fields_frozen")["reasons"] == {"shipping_address": "Everything has been sent."}


@pytest.mark.parametrize("way", [("PROCESSING", "SHIPPED"), ("PROCESSING", "COMPLETED"), ("CANCELLED",)], ids="-".join)
def test_email_and_billing_address_can_always_be_corrected(patch, order, way):
    move(order, *way)
    old = order.billing_address_id

    answer = patch(order, email="office@example.com", billing_address={"line": "Bahnhofstr. 5"})

    body = answer.json()
    assert (body["email"], body["billing_address"]["line"]) == ("office@example.com", "Bahnhofstr. 5")
    event = Event.objects.filter(order=order).latest("sequence")
    assert event.data["fields"] == ["billing_address", "email"]
    assert event.data["replaced"] == {"billing_address": str(old)}


def test_a_cancelled_order_says_why_its_shipping_address_stays(patch, order):
    move(order, "CANCELLED")

    answer = patch(order, shipping_address={"line": "Bahnhofstr. 5"})

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {"shipping_address": "The order is 'Cancelled'."}
