"""`/order-items/`: items across orders."""

from decimal import Decimal

import pytest

from access.models import User
from addresses.models import Customer
from orders.filters import ITEM_ORDERING, ItemFilter
from orders.models import OrderItem
from tests.answers import refusal, wrong

FOUND = {
    "order__number=1254": "MUG",
    "order__number=1254,B-77": "CAP MUG",
    "order__number__contains=B-": "CAP",
    "order__number__contains=b-": "",
    "order__number__icontains=b-": "CAP",
    "order__status=CREATED": "MUG",
    "order__status=SHIPPED,800": "CAP TEA",
    "order__date_placed__gte=2026-02-01": "CAP TEA",
    "order__date_placed__gt=2026-02-01": "TEA",
    "order__date_placed__lte=2026-02-01": "CAP MUG",
    "order__date_placed__lt=2026-02-01": "MUG",
    "status=PENDING": "MUG",
    "status=shipped,CANCELLED": "CAP TEA",
    "status=500": "CAP",
    "status__gte=500": "CAP TEA",
    "status__gt=500": "TEA",
    "status__lte=500": "CAP MUG",
    "status__lt=SHIPPED": "MUG",
    "cancel_status=waiting": "CAP",
    "sku=MUG": "MUG",
    "sku=MUG,TEA": "MUG TEA",
    "sku=mug": "",
    "price_currency=EUR": "CAP",
    "price_currency=EUR,JPY": "CAP TEA",
    "unit_price__gte=10": "MUG TEA",
    "unit_price__gt=10": "TEA",
    "unit_price__lte=10.00": "CAP MUG",
    "unit_price__lt=10": "CAP",
    "retail_price__gte=12": "MUG",
    "retail_price__gt=12": "",
    "retail_price__lte=12": "MUG",
    "retail_price__lt=12": "",
    "discount_amount__gte=1": "CAP",
    "discount_amount__gt=1": "",
    "discount_amount__lte=1": "CAP MUG TEA",
    "discount_amount__lt=1": "MUG TEA",
    "created_at__gte=2026-02-01": "CAP TEA",
    "created_at__gt=2026-02-01": "TEA",
    "created_at__lte=2026-02-01": "CAP MUG",
    "created_at__lt=2026-02-01": "MUG",
    "updated_at__gte=2026-02-01T07:00:00Z": "CAP TEA",
    "updated_at__gt=2026-02-01T07:00:00Z": "TEA",
    "updated_at__lte=2026-02-01T07:00:00Z": "CAP MUG",
    "updated_at__lt=2026-02-01T07:00:00Z": "MUG",
    "price_currency=EUR&status=SHIPPED": "CAP",
    "price_currency=EUR&status=PENDING": "",
}

ASCENDING = {
    "created_at": "MUG CAP TEA",
    "updated_at": "MUG CAP TEA",
    "unit_price": "CAP MUG TEA",
    "status": "MUG CAP TEA",
    "sku": "CAP MUG TEA",
}


def skus(answer):
    assert answer.status_code == 200, answer.content
    return " ".join(item["sku"] for item in answer.json()["results"])


@pytest.fixture
def found(staff_api, shelf):
    OrderItem.objects.filter(sku="CAP").update(cancel_status="waiting")
    return lambda query: " ".join(sorted(skus(staff_api.get(f"/api/v1/order-items/?{query}")).split()))


def test_every_filter_finds_what_it_says(found):
    assert {query: found(query) for query in FOUND} == FOUND


def test_items_are_found_by_order(found, shelf):
    assert found(f"order={shelf.mug.id}") == "MUG"
    assert found("order=0190b0a5-7c3e-7000-8000-000000000001") == ""


def test_items_are_found_by_id(found, shelf):
    mug, cap = (order.items.get().pk for order in (shelf.mug, shelf.cap))

    assert found(f"id={mug},{cap}") == "CAP MUG"


def test_every_filter_is_tried_here():
    assert {pair.split("=")[0] for query in FOUND for pair in query.split("&")} | {"id", "order"} == set(
        ItemFilter.base_filters
    )


def test_every_ordering_is_tried_here():
    assert ASCENDING.keys() == ITEM_ORDERING.keys()


@pytest.mark.parametrize("name", ASCENDING)
def test_items_stand_in_every_order(staff_api, shelf, name):
    ascending = skus(staff_api.get(f"/api/v1/order-items/?ordering={name}"))
    descending = skus(staff_api.get(f"/api/v1/order-items/?ordering=-{name}"))

    assert ascending == ASCENDING[name]
    assert descending.split() == ascending.split()[::-1]


def test_the_newest_items_come_first(staff_api, shelf):
    assert skus(staff_api.get("/api/v1/order-items/")) == "TEA CAP MUG"


def test_an_item_says_whose_it_is_and_what_its_prices_are_in(api, order):
    listed = api.get("/api/v1/order-items/").json()["results"][0]

    assert (listed["order"], listed["order_ref"], listed["price_currency"]) == (str(order.id), order.ref, "USD")
    assert api.get(f"/api/v1/order-items/{listed['id']}/").json() == listed


def test_an_item_says_the_same_as_in_its_order(api, place):
    order = place(
        items=[
            {
                "sku": "MUG",
                "quantity": 2,
                "unit_price": Decimal("10.00"),
                "adjustments": [{"type": "gift_box", "label": "Box", "amount": Decimal(2)}],
            }
        ]
    )
    inside = api.get(f"/api/v1/orders/{order.ref}/").json()["items"][0]

    alone = api.get(f"/api/v1/order-items/{inside['id']}/").json()

    assert alone == inside | {"order": str(order.id), "order_ref": order.ref, "price_currency": "USD"}
    assert alone["adjustments"][0]["amount"] == "2.00"


def test_amounts_have_the_digits_of_their_orders_currency(staff_api, shelf):
    amounts = {item["sku"]: item["total"] for item in staff_api.get("/api/v1/order-items/").json()["results"]}

    assert amounts == {"MUG": "20.00", "CAP": "14.00", "TEA": "1200"}


def test_items_are_listed_to_whom_their_order_is(api, stranger, guest, shelf, buyers):
    assert skus(stranger.get("/api/v1/order-items/")) == "TEA"
    assert skus(api.get("/api/v1/order-items/")) == "CAP MUG"
    assert skus(guest.get("/api/v1/order-items/", {"token": shelf.cap.token})) == "CAP"
    Customer.objects.filter(pk=buyers.john.pk).update(user=User.objects.create_user("shop@example.com"))
    guest.force_login(User.objects.get())
    assert skus(guest.get("/api/v1/order-items/")) == "MUG"


def test_out_of_reach_an_item_is_not_there(stranger, order):
    item = OrderItem.objects.get(order=order)

    refusal(stranger.get(f"/api/v1/order-items/{item.id}/"), 404, "not_found")


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("order__statu=CREATED", {"order__statu": "unknown_parameter"}),
        ("order__token=x", {"order__token": "unknown_parameter"}),
        ("order=1", {"order": "invalid"}),
        ("status=LOST", {"status": "unknown_word"}),
        ("unit_price__gte=x", {"unit_price__gte": "invalid"}),
        ("ordering=quantity", {"ordering": "unknown_field"}),
        ("limit=0", {"limit": "invalid"}),
    ],
)
def test_what_is_not_understood_is_refused(api, query, problems):
    assert wrong(api.get(f"/api/v1/order-items/?{query}")) == problems
