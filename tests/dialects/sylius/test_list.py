"""The list that later versions have: pages, criteria, sorting, and no statement more for more orders."""

import pytest

from dialects.sylius import filters
from orders.models import Order

URL = "/api/v1/orders/"


@pytest.fixture
def sylius(speaker):
    return speaker("sylius")


@pytest.fixture
def shelf(place):
    """Three orders that differ in all that is asked for."""
    for number in (1, 2, 3):
        order = place(number=f"00000000{number}", customer={"email": f"buyer-{number}@example.com"})
        Order.objects.filter(pk=order.pk).update(date_placed=f"2017-02-0{number}T12:00:00Z")


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [int(order["number"].rpartition("-")[2]) for order in answer.json()["_embedded"]["items"]]


def test_the_envelope_leads_to_the_other_pages(sylius, shelf):
    page = sylius.get(f"{URL}?page=2&limit=1").json()

    assert list(page) == ["page", "limit", "pages", "total", "_links", "_embedded"]
    assert (page["page"], page["limit"], page["pages"], page["total"]) == (2, 1, 3, 3)
    assert page["_links"] == {
        name: {"href": f"/dialects/sylius/api/v1/orders/?page={number}&limit=1"}
        for name, number in {"self": 2, "first": 1, "last": 3, "next": 3, "previous": 1}.items()
    }
    for link in page["_links"].values():
        assert sylius.connection.get(link["href"]).status_code == 200


def test_the_newest_number_comes_first_ten_a_page(sylius, shelf):
    answer = sylius.get(URL)

    assert numbers(answer) == [3, 2, 1]
    assert answer.json()["limit"] == 10


def test_an_order_in_the_list_is_the_order(sylius, order):
    assert sylius.get(URL).json()["_embedded"]["items"] == [sylius.get(f"/api/v1/orders/{order.serial}").json()]


def test_the_list_without_a_slash_is_the_same(sylius, shelf):
    assert sylius.get("/api/v1/orders?limit=2&page=1", headers={"accept": "*/*"}).json()["pages"] == 2


def test_nothing_is_an_empty_page(sylius):
    page = sylius.get(URL).json()

    assert (page["total"], page["pages"], page["_embedded"]) == (0, 1, {"items": []})


def test_others_orders_are_in_no_list(speaker, shelf, other_channel):
    assert numbers(speaker("sylius", channels=[other_channel]).get(URL)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("criteria[number][value]=2", [2]),
        ("criteria[number][type]=equal&criteria[number][value]=000000002", [2]),
        ("criteria[number][type]=not_equal&criteria[number][value]=000000002", [3, 1]),
        ("criteria[number][type]=ends_with&criteria[number][value]=3", [3]),
        ("criteria[number][type]=in&criteria[number][value]=000000001,000000003", [3, 1]),
        ("criteria[customer][value]=BUYER-1", [1]),
        ("criteria[date][from][date]=2017-02-02", [3, 2]),
        ("criteria[date][to][date]=2017-02-02", [2, 1]),
        ("criteria[date][from][date]=2017-02-02&criteria[date][from][time]=13:00", [3]),
        ("criteria[date][from]=2017-02-02T12:00:00%2B00:00&criteria[date][to]=2017-02-02", [2]),
        ("criteria[channel]=us-web", [3, 2, 1]),
        ("criteria[channel]=market", []),
        ("criteria[total][greaterThan]=23.49", [3, 2, 1]),
        ("criteria[total][greaterThan]=23.5", []),
        ("criteria[total][lessThan]=100&criteria[total][currency]=eur", []),
        ("criteria[number][value]=", [3, 2, 1]),
        ("criteria[nonsense]=1&criteria=1&nonsense[]=1", [3, 2, 1]),
        ("sorting[date]=asc", [1, 2, 3]),
        ("sorting[number]=ASC", [1, 2, 3]),
        ("sorting[nonsense]=asc", [3, 2, 1]),
        ("limit=2&page=2", [1]),
    ],
)
def test_criteria_and_sorting(sylius, shelf, asked, found):
    assert numbers(sylius.get(f"{URL}?{asked}")) == found


def test_a_channel_is_found_by_its_number(sylius, shelf, channel):
    assert len(numbers(sylius.get(f"{URL}?criteria[channel]={channel.serial}"))) == 3


@pytest.mark.parametrize(
    "asked",
    [
        "page=0", "page=-1", "page=x", "limit=0", "limit=x", "page=%00",
        "criteria[number][type]=like&criteria[number][value]=1",
        "criteria[date][from][date]=yesterday", "criteria[date][from][date]=2017-02-31",
        "criteria[total][greaterThan]=much", "criteria[total][greaterThan]=1e99", "criteria[total][greaterThan]=NaN",
        "sorting[date]=up",
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused(sylius, asked):
    answer = sylius.get(f"{URL}?{asked}")

    assert answer.status_code == 400
    assert list(answer.json()) == ["code", "message"]


@pytest.mark.parametrize("page", ["2", "9" * 18])
def test_the_list_ends(sylius, shelf, page):
    assert sylius.get(f"{URL}?page={page}").status_code == 404


def test_a_page_is_of_a_hundred_at_most(sylius, shelf):
    assert sylius.get(f"{URL}?limit=999999").json()["limit"] == 100


def test_so_many_orders_are_not_sorted_by_channel(sylius, shelf, monkeypatch):
    monkeypatch.setattr(filters, "MOST_SORTED", 1)

    refused = sylius.get(f"{URL}?sorting[channel]=asc")
    few = sylius.get(f"{URL}?sorting[channel]=asc&criteria[number][type]=equal&criteria[number][value]=000000002")

    assert (refused.status_code, refused.json()["code"]) == (400, 400)
    assert "sorted by channel" in refused.json()["message"]
    assert numbers(few) == [2]
