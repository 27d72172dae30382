"""Pages of fifty, filters, sorting, and no statement more for more orders."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Channel, ExternalId, Order


@pytest.fixture
def shelf(place):
    """Three orders, placed on the second, third and fourth of February, the newest with the lowest number first."""
    orders = []
    for day in (4, 3, 2):
        order = place()
        Order.objects.filter(pk=order.pk).update(date_placed=f"2017-02-0{day}T12:00:00Z")
        orders.append(order)
    return orders


def serials(orders):
    return [str(order.serial) for order in orders]


def listed(answer):
    assert answer.status_code == 200, answer.content
    return [order["id"] for order in answer.json()["orders"]]


def test_nothing_is_an_empty_list(shop):
    answer = shop.get("/orders")

    assert answer.json() == {"orders": [], "next_page": False}


def test_the_highest_number_comes_first(shop, shelf):
    assert listed(shop.get("/orders")) == serials(reversed(shelf))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("id", [0, 1, 2]),
        ("-id", [2, 1, 0]),
        ("created", [2, 1, 0]),
        ("-created", [0, 1, 2]),
        ("created,-id", [2, 1, 0]),
        ("", [2, 1, 0]),
    ],
)
def test_orders_are_sorted(shop, shelf, sort, order):
    assert listed(shop.get("/orders", {"sort": sort})) == serials(shelf[number] for number in order)


def test_those_of_one_moment_are_sorted_by_number(shop, shelf):
    Order.objects.update(date_placed="2017-02-01T00:00:00Z")

    assert listed(shop.get("/orders", {"sort": "created"})) == serials(shelf)
    assert listed(shop.get("/orders", {"sort": "-created"})) == serials(reversed(shelf))


def test_an_id_means_that_number_or_a_higher_one(shop, shelf):
    assert listed(shop.get("/orders", {"id": shelf[1].serial, "sort": "id"})) == serials(shelf[1:])
    assert listed(shop.get("/orders", {"id": shelf[2].serial + 1})) == []


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("2017-02-03T12:00:00Z", 2),
        ("2017-02-03T12:00:01Z", 1),
        ("2017-02-03T06:00:00-0600", 2),
        ("2017-02-03T14:00:00+0200", 2),
        ("2017-02-03T14:00:00 0200", 2),
        ("2017-02-03T14:00:00+02:00", 2),
        ("2017-02-03", 2),
        ("2017-02-03 12:00:00", 2),
        ("1486123200", 2),
        ("1486123201", 1),
    ],
)
def test_created_on_after_means_then_or_later(shop, shelf, since, count):
    assert len(listed(shop.get("/orders", {"created_on_after": since}))) == count


def test_a_time_without_an_offset_is_in_the_channels_zone(shop, shelf):
    Channel.objects.update(time_zone="America/Denver")

    assert len(listed(shop.get("/orders", {"created_on_after": "2017-02-03T05:00:00"}))) == 2
    assert len(listed(shop.get("/orders", {"created_on_after": "2017-02-03T05:00:01"}))) == 1
    assert shop.get("/orders").json()["orders"][0]["created"] == "2017-02-02T05:00:00-0700"


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "two"},
        {"id": "x"},
        {"id": "-5"},
        {"sort": "total"},
        {"sort": "--id"},
        {"created_on_after": "yesterday"},
        {"created_on_after": "2017-13-01"},
        {"created_on_after": "9999999999999"},
    ],
    ids=str,
)
def test_a_value_that_means_nothing_is_refused(shop, shelf, query):
    answer = shop.get("/orders", query)

    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["400"]


def test_what_is_not_known_is_ignored(shop, shelf):
    assert len(listed(shop.get("/orders?limit=1&status=Shipped&foo[]=bar"))) == 3


def test_a_page_has_fifty_orders_and_says_which_is_next(shop, place):
    first = place()
    copies_of(first, 50)

    page = shop.get("/orders").json()
    assert (len(page["orders"]), page["next_page"]) == (50, 2)
    assert type(page["next_page"]) is int
    last = shop.get("/orders", {"page": page["next_page"]}).json()
    assert ([order["id"] for order in last["orders"]], last["next_page"]) == ([str(first.serial)], False)
    assert shop.get("/orders", {"page": 3}).json() == {"orders": [], "next_page": False}
    assert shop.get("/orders", {"page": 10**12}).json() == {"orders": [], "next_page": False}


def test_exactly_fifty_orders_are_one_page(shop, place):
    copies_of(place(), 49)

    page = shop.get("/orders").json()
    assert (len(page["orders"]), page["next_page"]) == (50, False)


def test_numbers_that_came_along_are_sorted_among_the_others(shop, shelf):
    ExternalId.objects.create(dialect="lunasoft", kind="order", value="54123", object_id=shelf[0].pk)

    assert listed(shop.get("/orders")) == ["54123", *serials([shelf[2], shelf[1]])]
    assert listed(shop.get("/orders", {"id": 54000})) == ["54123"]
    assert listed(shop.get("/orders", {"sort": "id", "id": shelf[2].serial})) == [str(shelf[2].serial), "54123"]
    assert shop.get("/orders/54123").json()["id"] == "54123"


@pytest.mark.parametrize("sort", ["id", "-id"])
def test_pages_of_numbers_that_came_along_follow_on_each_other(shop, place, sort):
    copies_of(place(), 109)
    for place_, order in enumerate(Order.objects.order_by("serial")[:80:2]):
        number = str(10**9 - 7 * place_)
        ExternalId.objects.create(dialect="lunasoft", kind="order", value=number, object_id=order.pk)

    pages = [[int(id) for id in listed(shop.get("/orders", {"sort": sort, "page": page}))] for page in (1, 2, 3)]
    numbers = [number for page in pages for number in page]
    assert [len(page) for page in pages] == [50, 50, 10]
    assert numbers == sorted(set(numbers), reverse=sort == "-id")


def test_drafts_and_other_peoples_orders_are_not_listed(shop, draft, place, other_channel):
    assert listed(shop.get("/orders")) == []
    assert shop.get(f"/orders/{draft.serial}").status_code == 404


def test_more_orders_cost_no_statement_more(shop, place):
    place()
    shop.get("/orders")
    with CaptureQueriesContext(connection) as few:
        shop.get("/orders")
    copies_of(place(), 10)
    with CaptureQueriesContext(connection) as many:
        assert len(listed(shop.get("/orders"))) == 12

    written = 1 if connection.vendor == "postgresql" else 0  # What is known already is not written again.
    assert len(many) == len(few) + written <= 20


def copies_of(order, number):
    """So many orders like this one, as rows alone."""
    latest = Order.objects.order_by("-serial").first().serial
    Order.objects.bulk_create(
        Order(
            **{
                field.attname: getattr(order, field.attname)
                for field in Order._meta.concrete_fields
                if field.name not in ("id", "serial", "ref", "number", "token_digest")
            },
            serial=latest + place,
            ref=f"2016-{latest + place:05d}",
            number=f"2016-{latest + place:05d}",
            token_digest=f"digest-{latest + place}",
        )
        for place in range(1, number + 1)
    )
