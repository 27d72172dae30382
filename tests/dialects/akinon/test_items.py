"""Order items: one row per unit, and rejecting one of them; and the plans that name them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.scopes import SCOPES
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import ExternalId, ExternalKind, Order, OrderItem
from orders.money.complete import complete_payment
from tests.dialects.akinon.rows import units
from tests.untouched import nothing_changes

ITEM_KEYS = (
    "id order sku status price_currency price tax_rate invoice_number invoice_date e_archive_url tracking_number "
    "shipping_company retail_price extra_field estimated_delivery_date discount_amount shipped_date delivered_date "
    "cancel_status"
).split()
PLAN_KEYS = (
    "id shipping_refund_amount refund_amount discount_refund_amount status plan_type invoice_number payment_plan order "
    "order_items"
).split()


@pytest.fixture
def three(place):
    """An order of three units with a discount that does not divide evenly."""
    mug = {"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00"), "discount_amount": Decimal("1.00")}
    return place(items=[mug], adjustments=[])


def test_three_units_are_three_rows_whose_discounts_add_up(seller, three):
    page = seller.get("/api/i1/order-items/").json()

    assert page["count"] == 3
    assert [list(row) for row in page["results"]] == [ITEM_KEYS] * 3
    assert [row["discount_amount"] for row in page["results"]] == ["0.34", "0.33", "0.33"]
    assert len({row["id"] for row in page["results"]}) == 3
    assert {row["order"] for row in page["results"]} == {str(three.pk)}
    assert {(row["status"], row["price"], row["price_currency"]) for row in page["results"]} == {(100, "10.00", "usd")}
    for row in page["results"]:
        assert seller.get(f"/api/i1/order-items/{row['id']}/").json() == row


def test_pages_are_counted_in_units(seller, three, place):
    place(items=[{"sku": "CAP", "quantity": 2, "unit_price": Decimal(5)}], adjustments=[])
    whole = [row["id"] for row in units(seller)]

    walked = [row["id"] for page in (1, 2, 3) for row in units(seller, limit=2, page=page)]

    assert walked == whole
    assert len(set(whole)) == 5


def test_exactly_the_named_unit_is_rejected(seller, three):
    first, second, third = (row["id"] for row in units(seller))

    answer = seller.post(f"/api/i1/order-items/{second}/reject/", "", content_type="application/json")

    assert (answer.status_code, answer.content) == (204, b"")
    assert {row["id"]: row["status"] for row in units(seller)} == {first: 100, second: 900, third: 100}
    (plan,) = seller.get("/api/i1/cancellation-plans/").json()["results"]
    assert list(plan) == PLAN_KEYS
    assert (plan["status"], plan["plan_type"], plan["order_items"]) == ("completed", "cancel", [second])
    assert [row["id"] for row in plans(seller, order_items=second)] == [plan["id"]]


def plans(seller, **query):
    return seller.get("/api/i1/cancellation-plans/", query).json()["results"]


def test_a_unit_is_rejected_once(seller, three):
    (first, *_) = (row["id"] for row in units(seller))
    assert seller.post(f"/api/i1/order-items/{first}/reject/").status_code == 204

    with nothing_changes():
        again = seller.post(f"/api/i1/order-items/{first}/reject/")

    assert again.status_code == 400
    assert again.json() == {
        "non_field_errors": ["This unit of MUG was sent, cancelled or rejected before."],
        "code": "order_item_not_rejectable",
    }


def test_a_line_is_rejected_with_its_last_unit(seller, three):
    for row in units(seller):
        assert (
            seller.post(f"/api/i1/order-items/{row['id']}/reject/", {"reason": "Gone"}, format="json").status_code
            == 204
        )

    assert [row["status"] for row in units(seller)] == [900] * 3
    assert OrderItem.objects.get(order=three).quantity_cancelled == 3


def test_one_unit_after_another_is_rejected_though_a_person_pays_the_money_out(seller, three, pay, now):
    complete_payment(three, pay(three, method="bank-transfer"), **now)

    answers = [seller.post(f"/api/i1/order-items/{row['id']}/reject/") for row in units(seller)]

    assert [answer.status_code for answer in answers] == [204] * 3
    assert [row["status"] for row in units(seller)] == [900] * 3
    assert {row["cancel_status"] for row in units(seller)} == {"manuel_refund_need"}


def test_what_is_sent_is_not_rejected(seller, three, now):
    ship_order(three, lines=[{"item": three.items.get().pk, "quantity": 1}], **now)
    sent, *_ = (row["id"] for row in units(seller))

    with nothing_changes():
        answer = seller.post(f"/api/i1/order-items/{sent}/reject/")

    assert (answer.status_code, answer.json()["code"]) == (400, "order_item_not_rejectable")
    assert [row["status"] for row in units(seller)] == [500, 200, 200]


@pytest.mark.parametrize(
    ("body", "field"),
    [('{"reason": 7}', "reason"), ("[]", "non_field_errors"), ("true", "non_field_errors"), ("{", "detail")],
)
def test_a_body_that_cannot_be_is_refused(seller, three, body, field):
    with nothing_changes():
        answer = reject_with(body, seller, three)

    assert (answer.status_code, list(answer.json())) == (400, [field])


@pytest.mark.parametrize("body", ["", "{}", "null", '{"reason": null}', '{"reason": ""}', '{"reason": "Broken"}'])
def test_a_unit_is_rejected_with_or_without_a_reason(seller, three, body):
    """`null` is what Akinon's own Python client sends for no body."""
    assert reject_with(body, seller, three).status_code == 204


def reject_with(body, seller, order):
    """The answer to the body when the first unit is rejected."""
    return seller.post(f"/api/i1/order-items/{order.items.get().pk}/reject/", body, content_type="application/json")


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ordernumbercontains", "{number}", 3),
        ("order__number__icontains", "{number}", 3),
        ("order__number", "nothing", 0),
        ("orderdate_placedgte", "2999-01-01T00:00:00Z", 0),
        ("price__gt", "9.99", 3),
        ("price__lt", "10", 0),
        ("price_currency", "usd", 3),
        ("discount_amount__gt", "0.3", 3),
        ("discount_amount__gt", "0.5", 0),
        ("discount_amount__gte", "0.34", 0),
        ("discount_amount__lt", "0.5", 3),
        ("discount_amount__lte", "0.3", 0),
        ("status", "100", 3),
        ("status", "500", 0),
        ("order__status", "100", 3),
        ("unknown", "whatever", 3),
    ],
)
def test_items_are_filtered(seller, three, name, value, found):
    assert len(units(seller, **{name: value.format(number=three.number)})) == found


@pytest.mark.parametrize(
    ("name", "found"), [("number__contains", "B-"), ("number__icontains", "B-b-"), ("ordernumbercontains", "B-")]
)
def test_a_part_of_a_number_is_found_in_its_case(seller, place, name, found):
    place(number="AB-1")
    path = "/api/i1/order-items/" if name.startswith("order") else "/api/i1/orders/"

    tried = [part for part in ("B-", "b-") if seller.get(path, {name: part}).json()["count"]]

    assert "".join(tried) == found


def test_each_unit_tells_of_its_own_shipment(seller, three, now):
    (line,) = three.items.all()
    for number, at in (("T1", 1), ("T2", 2)):
        ship_order(
            three,
            lines=[{"item": line.pk, "quantity": 1}],
            tracking=Tracking(carrier="hbexpress", tracking_number=number),
            actor=now["actor"],
            at=datetime(2026, 3, at, tzinfo=UTC),
        )

    sent = [
        (row["tracking_number"], row["shipping_company"], row["shipped_date"], row["delivered_date"])
        for row in units(seller)
    ]

    assert sent == [
        ("T1", "hbexpress", "2026-03-01T00:00:00Z", None),
        ("T2", "hbexpress", "2026-03-02T00:00:00Z", None),
        (None, None, None, None),
    ]


def test_a_unit_is_known_in_large_letters(seller, three):
    (first, *_) = units(seller)

    assert seller.get(f"/api/i1/order-items/{first['id'].upper()}/").json() == first


def test_an_id_that_is_imported_later_is_shown(seller, three):
    (_, second, _) = (row["id"] for row in units(seller))
    assert seller.post(f"/api/i1/order-items/{second}/reject/").status_code == 204
    assert plans(seller)[0]["order_items"] == [units(seller)[1]["id"]] == [second]

    imported = "33a11761-43bc-41d4-8f7f-1e860028367b"
    ExternalId.objects.create(dialect="akinon", kind=ExternalKind.UNIT, object_id=second, value=imported)

    assert plans(seller)[0]["order_items"] == [units(seller)[1]["id"]] == [imported]


def test_the_other_units_stay_as_they_were(seller, three):
    before = units(seller)

    assert seller.post(f"/api/i1/order-items/{before[1]['id']}/reject/").status_code == 204

    after = units(seller)
    assert (after[0], after[2]) == (before[0], before[2])
    assert (after[1]["status"], after[1]["cancel_status"]) == (900, "completed")


def test_each_plan_has_its_own_units(seller, three, now):
    item = three.items.get()
    ship_order(three, lines=[{"item": item.pk, "quantity": 2}], **now)
    for _ in range(2):
        new = NewPlan(plan_type="refund", lines=[{"item": item.pk, "quantity": 1}])
        approve_plan(open_plan(Order.objects.get(pk=three.pk), new, **now), **now)

    named = [unit for plan in plans(seller) for unit in plan["order_items"]]

    assert sorted(named) == sorted(row["id"] for row in units(seller, status=800))
    assert [len(plans(seller, order_items=unit)) for unit in named] == [1, 1]


def test_whoever_sees_no_payments_learns_none_from_plans(seller, speaker, speaks_json_as, three, money, now):
    money.pay(three)
    cancel_order(three, lines=[{"item": three.items.get().pk, "quantity": 1}], **now)
    blind = speaks_json_as(speaker("akinon", *(scope for scope in SCOPES if scope != "payments:read")))

    (seen,), (hidden,) = plans(seller), plans(blind)

    assert seen["payment_plan"][0]["card_last4"] == "4242"
    assert hidden == {**seen, "payment_plan": {}}
    assert plans(blind, payment_plan="[]") == [hidden]
    assert plans(seller, payment_plan="[]") == []


@pytest.mark.parametrize(
    "name", ["order", "order_items", "created_at__date", "status", "plan_type", "refund_amount", "payment_plan"]
)
def test_a_filter_of_plans_whose_value_means_nothing_is_told_by_name(seller, name):
    answer = seller.get("/api/i1/cancellation-plans/", {name: "what?"})

    assert (answer.status_code, list(answer.json())) == (400, [name])


def test_a_page_takes_the_same_queries_however_many_rows(seller, place):
    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert seller.get(path).status_code == 200
        return len(captured)

    paths = ["/api/i1/order-items/?limit=100", "/api/i1/cancellation-plans/?limit=100", "/api/i1/orders/?limit=100"]
    counts = []
    for row in range(3):
        item = place(items=[{"sku": f"S{row}", "quantity": 2, "unit_price": Decimal(5)}], adjustments=[]).items.get()
        assert seller.post(f"/api/i1/order-items/{item.pk}/reject/").status_code == 204
        counts.append([queries(path) for path in paths])

    # The first requests of a process also learn which kinds of aliases there are.
    assert counts[1] == counts[2]
