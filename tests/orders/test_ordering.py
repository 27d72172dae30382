"""`GET /orders/?ordering=…`: every order there is, with missing values last ascending and first descending."""

from decimal import Decimal

import pytest

from addresses.models import Customer
from orders.filters import ORDERING
from tests.answers import refs, wrong

ASCENDING = {
    "date_placed": "mug cap tea draft",
    "created_at": "mug cap tea draft",
    "updated_at": "mug cap tea draft",
    "total": "draft cap mug tea",
    "ref": "mug cap tea draft",
    "number": "mug cap draft tea",
    "status": "draft mug cap tea",
    "paid_at": "mug cap tea draft",
    "approved_at": "cap mug tea draft",
    "cancelled_at": "tea mug cap draft",
    "customer__last_login": "mug tea cap draft",
    "customer__date_joined": "mug tea cap draft",
    "customer__created_at": "mug cap draft tea",
}
"""The shelf in each order. Orders that tie stand in the order in which they were made."""


def flipped(names):
    return " ".join(reversed(names.split()))


@pytest.fixture
def ordered(staff_api, names_of):
    def ordered(by, path="/api/v1/orders/", **more):
        return names_of(staff_api.get(path, {"ordering": by, **more}))

    return ordered


def test_every_ordering_is_tried_here():
    assert ASCENDING.keys() == ORDERING.keys()


@pytest.mark.parametrize("name", ASCENDING)
def test_orders_stand_ascending_and_descending_with_missing_values_as_the_largest(ordered, name):
    assert ordered(name) == ASCENDING[name]
    assert ordered(f"-{name}") == flipped(ASCENDING[name])


@pytest.mark.parametrize("name", ASCENDING)
def test_walking_gives_the_same_order_as_turning_pages(staff_api, names_of, name):
    for by in (name, f"-{name}"):
        url, walked = f"/api/v1/orders/?ordering={by}&limit=1&cursor=", []
        while url:
            answer = staff_api.get(url)
            walked.append(names_of(answer))
            url = answer.json()["next"]
        assert " ".join(walked).split() == names_of(staff_api.get(f"/api/v1/orders/?ordering={by}")).split()


def test_without_an_ordering_the_newest_come_first(ordered, staff_api, names_of):
    assert names_of(staff_api.get("/api/v1/orders/")) == "draft tea cap mug" == ordered("-date_placed")


def test_a_second_field_breaks_the_ties_of_the_first(ordered, shelf):
    Customer.objects.filter(pk=shelf.mug.customer_id).update(last_login=shelf.tea.customer.last_login)

    assert ordered("customer__last_login,total") == "mug tea draft cap"
    assert ordered("customer__last_login,-total") == "tea mug cap draft"


def test_the_list_of_every_order_is_ordered_alike(ordered):
    assert ordered("-total", path="/api/v1/orders/all/") == "tea mug cap draft"


def test_amounts_are_ordered_as_numbers_whatever_their_currency(api, place):
    amounts = ["9.99", "100.00", "20.00"]
    orders = {
        amount: place(items=[{"quantity": 1, "unit_price": Decimal(amount)}], adjustments=[]) for amount in amounts
    }

    listed = refs(api.get("/api/v1/orders/?ordering=total"))

    assert listed == [orders[amount].ref for amount in ("9.99", "20.00", "100.00")]


@pytest.mark.parametrize(
    ("by", "rule"),
    [
        ("totl", "unknown_field"),
        ("id", "unknown_field"),
        ("token", "unknown_field"),
        ("customer__user__password", "unknown_field"),
        ("--total", "unknown_field"),
        ("+total", "unknown_field"),
        ("", "unknown_field"),
        ("total,", "unknown_field"),
        ("total,-total", "duplicate"),
        ("?", "unknown_field"),
    ],
)
def test_what_nothing_can_be_ordered_by_is_refused(api, by, rule):
    assert wrong(api.get("/api/v1/orders/", {"ordering": by})) == {"ordering": rule}
