"""What is shown of an order, in which statements, and that PostgreSQL writes what the serializer says."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.actors import SYSTEM
from dialects.salesman import rendering
from orders.cancelling.cancel import cancel_order
from orders.models import ExternalId, ExternalKind
from orders.notes import NewNote, add_notes
from tests.conftest import ITEM, SHIPPING

pytestmark = pytest.mark.django_db

ADDRESS = {
    "first_name": "John",
    "last_name": "Doe",
    "line": "300 E St SW",
    "postcode": "20546",
    "city_name": "Washington",
    "country_code": "US",
}
TAX = {"type": "tax", "label": "VAT", "amount": Decimal("1.25"), "code": "VAT-20"}
INCLUDED = {"type": "tax", "label": "VAT inside", "amount": Decimal("2.00"), "included": True}


@pytest.fixture
def full(place, pay):
    """An order with something in every part of it."""
    snapshot = {
        "type": "shop.Mug",
        "id": 7,
        "code": "MUG-1",
        "name": "Mug",
        "weight": 3,
        "brand": {"b": 1, "a": [None]},
    }
    item = {**ITEM, "product": snapshot, "discount_amount": Decimal("2.50"), "adjustments": [TAX, INCLUDED]}
    order = place(
        items=[item, {"sku": "CAP", "quantity": 1, "unit_price": Decimal(5)}],
        adjustments=[SHIPPING, {"type": "discount", "label": "10 %", "amount": Decimal("-2")}],
        shipping_address=ADDRESS,
        columns={"extra_field": {"gift": True}},
    )
    pay(order)
    add_notes(order, [NewNote("For us"), NewNote("For you", public=True)], actor=SYSTEM, at=timezone.now())
    return order


@pytest.fixture
def shown(admin, full):
    return admin.get(f"/orders/{full.ref}/").json()


def test_extra_rows_explain_totals(shown):
    item, cap = shown["items"]

    assert shown["extra_rows"] == [
        {"label": "DHL Express", "amount": "3.50", "extra": {}, "modifier": "shipping"},
        {"label": "10 %", "amount": "-2.00", "extra": {}, "modifier": "discount"},
    ]
    assert item["extra_rows"] == [
        {"label": "Discount", "amount": "-2.50", "extra": {}, "modifier": "discount"},
        {"label": "VAT", "amount": "1.25", "extra": {}, "modifier": "VAT-20"},
    ]
    assert cap["extra_rows"] == []
    for row in (shown, item, cap):
        added = sum(Decimal(extra["amount"]) for extra in row["extra_rows"])
        assert Decimal(row["subtotal"]) + added == Decimal(row["total"])
    assert list(item["extra_rows"][0]) == ["label", "amount", "extra", "modifier"]


def test_a_product_is_its_snapshot(shown):
    item, cap = shown["items"]

    assert (item["product_type"], item["product_id"]) == ("shop.Mug", 7)
    assert list(item["product"]) == ["name", "code", "brand", "weight"]
    assert item["product"] == {"name": "Mug", "code": "MUG-1", "brand": {"a": [None], "b": 1}, "weight": 3}
    assert (cap["product_type"], cap["product_id"], cap["product"]) == ("", None, {"name": "CAP", "code": "CAP"})


def test_addresses_are_one_line(shown, full):
    assert shown["shipping_address"] == "John Doe, 300 E St SW, 20546 Washington, US" == full.shipping_address.label
    assert shown["billing_address"] == full.billing_address.label


def test_payments_and_public_notes_are_shown(shown):
    (payment,), (note,) = shown["payments"], shown["notes"]

    assert list(payment) == ["amount", "transaction_id", "payment_method", "date_created"]
    assert (payment["amount"], payment["payment_method"]) == (shown["total"], "card")
    assert list(note) == ["message", "date_created"]
    assert note["message"] == "For you"
    assert (shown["is_paid"], shown["amount_outstanding"], shown["extra"]) == (True, "0.00", {"gift": True})


def test_times_have_microseconds(place, admin):
    answer = admin.get(f"/orders/{place().ref}/").json()

    for name in ("date_created", "date_updated"):
        assert len(answer[name]) == len("2020-01-10T14:17:24.099278Z")
        assert answer[name].endswith("Z")


def test_an_attempt_to_pay_is_no_payment(order, admin, pay):
    pay(order, method="bank-transfer")

    assert admin.get(f"/orders/{order.ref}/").json()["payments"] == []


def test_ids_are_whole_numbers_that_stay(shopper, customer, full, admin):
    customer.refresh_from_db()
    answer = admin.get(f"/orders/{full.ref}/").json()

    assert answer["id"] == full.serial
    assert [item["id"] for item in answer["items"]] == [full.serial * 10**6, full.serial * 10**6 + 1]
    assert answer["user"] == customer.user.serial


def test_ids_that_came_along_win(shopper, customer, full, admin):
    customer.refresh_from_db()
    rows = {ExternalKind.ORDER: full, ExternalKind.ITEM: full.items.first(), ExternalKind.USER: customer.user}
    for number, (kind, row) in enumerate(rows.items(), start=5001):
        ExternalId.objects.create(dialect="salesman", kind=kind, value=str(number), object_id=row.pk)
    ExternalId.objects.create(dialect="sylius", kind=ExternalKind.ORDER, value="9", object_id=full.pk)

    answer = admin.get(f"/orders/{full.ref}/").json()

    assert (answer["id"], answer["items"][0]["id"], answer["user"]) == (5001, 5002, 5003)


def test_an_order_that_costs_nothing_is_paid(place, admin):
    free = place(items=[{**ITEM, "unit_price": Decimal(0)}], adjustments=[])

    assert admin.get(f"/orders/{free.ref}/").json()["is_paid"] is True


@pytest.mark.parametrize("paid", [Decimal(0), Decimal(10)])
def test_what_was_not_paid_of_a_cancelled_order_stays_outstanding(place, pay, admin, obliging, paid, now):
    order = place()
    if paid:
        pay(order, amount=paid)
    cancel_order(order, **now)

    answer = admin.get(f"/orders/{order.ref}/").json()

    assert (answer["status"], answer["is_paid"]) == ("CANCELLED", False)
    assert Decimal(answer["amount_paid"]) == paid
    assert Decimal(answer["amount_outstanding"]) == order.total - paid


def test_a_cancelled_order_that_was_paid_stays_paid(place, pay, admin, obliging, now):
    order = place()
    pay(order)
    cancel_order(order, **now)

    answer = admin.get(f"/orders/{order.ref}/").json()

    assert (answer["status"], answer["is_paid"], answer["amount_outstanding"]) == ("CANCELLED", True, "0.00")


# --- lists -----------------------------------------------------------------------------------------------------------


def test_a_long_list_says_where_the_rest_is(admin, place):
    refs = [place().ref for _ in range(5)]
    found, address = [], "/orders/all/?limit=2"

    while address:
        answer = admin.get(address)
        found += [row["ref"] for row in answer.json()]
        link = answer.headers.get("Link")
        address = link and link.split(">")[0].removeprefix("<http://testserver/dialects/salesman")

    assert found == refs[::-1]


def statements(caller, path):
    with CaptureQueriesContext(connection) as queries:
        answer = caller.get(path)
    assert answer.status_code == 200
    return len(queries), answer


@pytest.mark.parametrize("path", ["/orders/all/", "/orders/last/", "/orders/"])
def test_a_list_takes_the_same_statements_however_many_orders_it_has(shop, shopper, place, pay, path):
    caller = shop if path == "/orders/all/" else shopper
    two = [{"sku": sku, "quantity": 1, "unit_price": Decimal(5), "adjustments": [dict(TAX)]} for sku in ("A", "B")]
    pay(place(items=[dict(item) for item in two]))
    few, _ = statements(caller, path)
    for _ in range(19):
        pay(place(items=[dict(item) for item in two]))

    many, answer = statements(caller, path)

    assert many == few
    if path != "/orders/last/":
        assert len(answer.json()) == 20


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases use the serializer.")
@pytest.mark.parametrize("who", ["admin", "shopper", "shop", "reading program"])
@pytest.mark.parametrize("path", ["/orders/{ref}/", "/orders/", "/orders/all/"])
def test_postgresql_writes_what_the_serializer_says(request, speaker, monkeypatch, full, place, who, path):
    caller = speaker("salesman", "orders:read") if who == "reading program" else request.getfixturevalue(who)
    place(currency="JPY", items=[{**ITEM, "unit_price": Decimal(1000), "discount_amount": Decimal(1)}], adjustments=[])
    place(currency="KWD", items=[{**ITEM, "unit_price": Decimal("1.125")}], adjustments=[])
    url = path.format(ref=full.ref)
    written = caller.get(url)

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "is_written_by_database", lambda: False)
        described = caller.get(url)

    assert written.status_code == described.status_code
    assert ordered(written) == ordered(described)


def ordered(answer):
    """The body as text, in which the order of keys counts, but for JSON of the shop's own, which has none."""
    return json.dumps(answer.json())


def test_newest_first_is_by_when_they_were_begun(shopper, place):
    refs = [place().ref for _ in range(3)]

    assert [row["ref"] for row in shopper.get("/orders/").json()] == refs[::-1]
