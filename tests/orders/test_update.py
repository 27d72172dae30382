"""`PATCH` and `PUT /orders/{ref}/`: changing what an order says, and what is frozen when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from addresses.models import Customer, CustomerAddress
from addresses.services import create_address
from cancellations.models import CancellationPlan, PlanLine
from common.actors import SYSTEM
from events.models import Event
from orders.fulfilment.ship import ship_order
from orders.models import Adjustment, Order, OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment
from tests.answers import refs, refusal, wrong
from tests.untouched import nothing_changes

CAP = {"sku": "CAP", "quantity": 3, "unit_price": "5.00"}


def url(order):
    return f"/api/v1/orders/{order.ref}/"


@pytest.fixture
def patch(api):
    def patch(order, connection=api, **changes):
        return connection.patch(url(order), changes, format="json")

    return patch


def move(order, *statuses):
    for status in statuses:
        change_status(order, to=OrderStatus[status], actor=SYSTEM, at=timezone.now())


def fresh(order):
    return Order.objects.get(pk=order.pk)


# --- what can be changed ---------------------------------------------------------------------------------------------


def test_a_change_is_answered_with_the_whole_order(api, patch, order):
    answer = patch(order, customer_note="Ring twice.")

    assert answer.status_code == 200
    assert answer.json()["customer_note"] == "Ring twice."
    assert answer.json() == api.get(url(order)).json()
    assert answer["ETag"] == api.get(url(order))["ETag"]


def test_a_change_is_one_version_and_one_event_that_names_the_fields(patch, order):
    patch(order, customer_note="Ring twice.", has_gift_box=True)

    event = Event.objects.latest("position")
    assert (event.type, event.sequence) == ("order.updated", 2)
    assert event.data == {"fields": ["customer_note", "has_gift_box"], "version": 2}
    assert fresh(order).version == 2


def test_a_change_that_changes_nothing_is_no_version_and_no_event(patch, order):
    with nothing_changes():
        answer = patch(order, customer_note="", has_gift_box=False, number=order.number, currency="USD")

    assert answer.status_code == 200
    assert answer.json()["version"] == 1


def test_an_empty_change_is_accepted(patch, order):
    with nothing_changes():
        assert patch(order).status_code == 200


def test_new_items_replace_the_old_ones_and_the_sums_follow(patch, order):
    changed = patch(order, items=[CAP], total="18.50").json()

    assert [(item["sku"], item["quantity"], item["total"]) for item in changed["items"]] == [("CAP", 3, "15.00")]
    assert (changed["subtotal"], changed["total"], changed["amount_outstanding"]) == ("15.00", "18.50", "18.50")
    [parcel] = changed["shipments"]
    assert parcel["lines"] == [{"item": changed["items"][0]["id"], "quantity": 3}]
    assert OrderItem.objects.count() == 1


def test_new_adjustments_leave_the_items_as_they_are(patch, place):
    order = place(
        items=[
            {
                "sku": "MUG",
                "quantity": 2,
                "unit_price": Decimal(10),
                "tax_rate": Decimal(18),
                "discount_amount": Decimal(1),
                "product": {"name": "Medium Mug"},
                "extra_field": {"line": 1},
                "adjustments": [{"type": "gift_box", "amount": Decimal(2), "label": "Box"}],
            }
        ]
    )
    before = patch(order).json()["items"][0]

    changed = patch(order, adjustments=[{"type": "discount", "amount": "-1.00"}]).json()

    assert without_times(changed["items"][0]) == without_times(before)
    assert (changed["subtotal"], changed["total"]) == ("21.00", "20.00")


def without_times(item):
    """An item as it was ordered: its adjustments are rows of their own and may be new."""
    adjustments = [{**line, "id": None} for line in item["adjustments"]]
    return {**item, "created_at": None, "updated_at": None, "adjustments": adjustments}


def test_a_total_alone_is_checked_and_changes_nothing(patch, order):
    with nothing_changes():
        assert patch(order, total="23.50").status_code == 200
        problem = refusal(patch(order, total="23.00"), 400, "invalid_input")
    assert (problem["computed"], problem["sent"]) == ("23.50", "23.00")


def test_a_total_that_does_not_add_up_undoes_the_whole_change(patch, order):
    with nothing_changes():
        answer = patch(order, items=[CAP], customer_note="Ring twice.", total="1.00")

    assert wrong(answer) == {"/total": "total_differs"}


def test_an_order_that_becomes_free_is_paid_and_processed(patch, order):
    free = patch(order, adjustments=[{"type": "gift_certificate", "amount": "-20.00"}]).json()

    assert (free["total"], free["is_paid"], free["payment_status"]) == ("0.00", True, "paid")
    assert (free["status"], bool(free["paid_at"])) == ("PROCESSING", True)
    assert order.events.filter(type="order.paid").get().data["amount_paid"] == "0.00"


def test_a_new_address_is_a_new_row_and_the_old_one_stays(patch, order):
    before = CustomerAddress.objects.get()

    changed = patch(order, billing_address={"line": "Bahnhofstr. 5", "country_code": "DE"}).json()

    assert changed["billing_address"]["line"] == "Bahnhofstr. 5"
    assert changed["billing_address"]["id"] != str(before.id)
    assert CustomerAddress.objects.get(pk=before.pk).line == "300 E St SW"


def test_an_address_can_be_taken_away(patch, order):
    assert patch(order, billing_address=None).json()["billing_address"] is None


def test_somebody_elses_address_is_refused(patch, order, channel, other_channel):
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    for address in (
        create_address(other_channel, line="Abroad 1", at=at),
        create_address(channel, customer=other, line="Other Street 1", at=at),
    ):
        with nothing_changes():
            assert wrong(patch(order, shipping_address=str(address.id))) == {"/shipping_address": "unknown_address"}


def test_an_order_is_found_by_what_it_says_now(api, patch, order):
    def found(words):
        return refs(api.get("/api/v1/orders/", {"q": words}))

    patch(order, email="office@example.com", tracking_number="00340434161094015902", items=[CAP])

    assert found("office@") == found("00340434161094015902") == found("cap") == [order.ref]
    assert found("mug") == []


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"status": "HOLD"}, {"/status": "unknown_field"}),
        ({"channel": "market"}, {"/channel": "unknown_field"}),
        ({"customer": "x"}, {"/customer": "invalid"}),
        ({"customer": {"email": "x@example.com"}}, {"/customer/email": "unknown_field"}),
        ({"amount_paid": "23.50"}, {"/amount_paid": "unknown_field"}),
        ({"version": 7}, {"/version": "unknown_field"}),
        ({"ref": "2026-00017"}, {"/ref": "unknown_field"}),
        ({"token": "x"}, {"/token": "unknown_field"}),
        ({"date_placed": "2026-01-31T12:00:00Z"}, {"/date_placed": "unknown_field"}),
        ({"items": []}, {"/items": "order_is_empty"}),
        ({"items": None}, {"/items": "null"}),
        ({"items": [{**CAP, "unit_price": "1.001"}]}, {"/items/0/unit_price": "too_many_digits"}),
        ({"customer_note": None}, {"/customer_note": "null"}),
        ({"extra_field": []}, {"/extra_field": "not_an_object"}),
        ({"invoice_date": "yesterday"}, {"/invoice_date": "invalid"}),
        ({"e_archive_url": "javascript:alert(1)"}, {"/e_archive_url": "invalid"}),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(patch, order, change, problems):
    with nothing_changes():
        answer = patch(order, **change)

    assert wrong(answer) == problems


# --- drafts are free -------------------------------------------------------------------------------------------------


def test_everything_of_a_draft_can_be_changed(patch, draft):
    changed = patch(
        draft,
        items=[{**CAP, "unit_price": "5.125"}],
        currency="KWD",
        number="1254",
        email="office@example.com",
        is_guest_checkout=True,
        shipping_tax_rate="18.00",
    ).json()

    assert (changed["currency"], changed["total"], changed["number"]) == ("KWD", "15.375", "1254")
    assert changed["status"] == "NEW"
    assert not Shipment.objects.exists()


def test_a_draft_can_be_emptied(patch, draft):
    patch(draft, items=[CAP])

    assert patch(draft, items=[]).json()["total"] == "0.00"


def test_the_currency_of_a_draft_must_fit_the_amounts_it_has(patch, draft):
    patch(draft, items=[{**CAP, "unit_price": "5.25"}])

    with nothing_changes():
        answer = patch(draft, currency="JPY")

    assert wrong(answer) == {"/items/0/unit_price": "too_many_digits"}


def test_a_draft_cannot_take_another_orders_number(patch, draft, order):
    with nothing_changes():
        answer = patch(draft, number=order.number)

    assert refusal(answer, 409, "number_taken")["number"] == order.number


# --- what is frozen when ---------------------------------------------------------------------------------------------

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

    told = answer.json()
    assert (told["email"], told["billing_address"]["line"]) == ("office@example.com", "Bahnhofstr. 5")
    event = Event.objects.filter(order=order).latest("sequence")
    assert event.data["fields"] == ["billing_address", "email"]
    assert event.data["replaced"] == {"billing_address": str(old)}


def test_a_cancelled_order_says_why_its_shipping_address_stays(patch, order):
    move(order, "CANCELLED")

    answer = patch(order, shipping_address={"line": "Bahnhofstr. 5"})

    assert refusal(answer, 409, "fields_frozen")["reasons"] == {"shipping_address": "The order is 'Cancelled'."}


# --- PUT -------------------------------------------------------------------------------------------------------------


def test_a_replacement_needs_items(api, order):
    with nothing_changes():
        assert wrong(api.put(url(order), {}, format="json")) == {"/items": "required"}


def test_what_a_replacement_leaves_out_goes_back_to_its_default(api, place):
    order = place(
        shipping_address={"line": "300 E St SW"},
        number="1254",
        columns={
            "customer_note": "Ring twice.",
            "has_gift_box": True,
            "extra_field": {"a": 1},
            "delivery_range": datetime(2026, 1, 31, tzinfo=UTC) + timedelta(days=3),
            "shipping_tax_rate": Decimal(18),
        },
    )

    replaced = api.put(url(order), {"items": [CAP], "invoice_number": "INV-1"}, format="json").json()

    assert [item["sku"] for item in replaced["items"]] == ["CAP"]
    assert replaced["total"] == "15.00"
    assert replaced["invoice_number"] == "INV-1"
    emptied = ("customer_note", "has_gift_box", "extra_field", "delivery_range", "shipping_tax_rate")
    assert [replaced[name] for name in emptied] == ["", False, {}, None, None]
    assert replaced["billing_address"] is replaced["shipping_address"] is None
    assert replaced["adjustments"] == []
    assert (replaced["number"], replaced["email"], replaced["currency"]) == ("1254", "shop@example.com", "USD")
    assert not Adjustment.objects.exists()


def test_a_replacement_of_an_approved_order_is_refused(api, order):
    move(order, "PROCESSING")

    with nothing_changes():
        answer = api.put(url(order), {"items": [CAP]}, format="json")

    assert refusal(answer, 409, "fields_frozen")["frozen"] == ["adjustments", "items"]


# --- If-Match --------------------------------------------------------------------------------------------------------


def test_the_version_that_was_read_can_be_changed(api, order):
    tag = api.get(url(order))["ETag"]

    answer = api.patch(url(order), {"customer_note": "Ring twice."}, format="json", headers={"if-match": tag})

    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize("send", ["patch", "put", "status", "notes"])
def test_another_version_is_refused_with_the_current_order(api, order, send):
    tag = api.get(url(order))["ETag"]
    api.patch(url(order), {"customer_note": "Ring twice."}, format="json")
    wishes = {
        "patch": lambda **more: api.patch(url(order), {"customer_note": "Knock."}, format="json", **more),
        "put": lambda **more: api.put(url(order), {"items": [CAP]}, format="json", **more),
        "status": lambda **more: api.put(f"{url(order)}status/", {"status": "HOLD"}, format="json", **more),
        "notes": lambda **more: api.post(f"{url(order)}notes/", {"message": "Hello"}, format="json", **more),
    }

    with nothing_changes():
        answer = wishes[send](headers={"if-match": tag})

    problem = refusal(answer, 412, "version_differs")
    assert problem["detail"] == "The order is at version 2, not at version 1. Read it again and repeat."
    assert problem["current"] == api.get(url(order)).json()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("*", 200),
        ('"1"', 200),
        ('"7", "1"', 200),
        ('"7"', 412),
        ('"7", "8"', 412),
        ('W/"1"', 412),
        ("1", 412),
        ('"one"', 412),
        ("", 412),
        ('"99999999999999999999"', 412),
    ],
)
def test_if_match_takes_several_tags_and_no_weak_or_strange_ones(api, order, header, status):
    answer = api.patch(url(order), {"customer_note": "Knock."}, format="json", headers={"if-match": header})

    assert answer.status_code == status
    assert fresh(order).version == (2 if status == 200 else 1)
