"""Orderings, pages, and the links between them."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.models import Order
from tests.dialects.aplazame.moments import MOMENTS, NOON

pytestmark = pytest.mark.django_db


def test_ordering_takes_several_names_and_both_directions(found, sold):
    cheap, dear, late = sold("1", at=NOON), sold("2", at=NOON), sold("1", at=NOON + timedelta(days=1))

    ours = f"created_since={NOON:%Y-%m-%d}"
    assert found(f"{ours}&ordering=-total_amount,created") == [dear.number, cheap.number, late.number]
    assert found(f"{ours}&ordering=total_amount,-created") == [late.number, cheap.number, dear.number]
    assert found(ours)[0] == late.number


@pytest.mark.parametrize("name", ["verified", "confirmed", "cancelled", "account_last_login", "account_date_joined"])
def test_what_has_not_happened_comes_last_and_descending_first(found, sold, buyer, demo, name):
    column = name.removeprefix("account_")
    order = sold(customer=buyer("x@example.com", **({column: NOON} if "account" in name else {})))
    if "account" not in name:
        Order.objects.filter(pk=order.pk).update(**{MOMENTS[name]: NOON})

    assert found(f"ordering={name}") == [order.number, demo.number]
    assert found(f"ordering=-{name}") == [demo.number, order.number]


def test_customers_created_first_come_first(found, sold, buyer, demo):
    order = sold(customer=buyer("x@example.com", created_at=datetime(2001, 1, 1, tzinfo=UTC)))

    assert found("ordering=account_created") == [order.number, demo.number]


def test_pages_follow_each_other(caller, sold, demo, monkeypatch):
    monkeypatch.setattr("dialects.aplazame.paging.PAGE_SIZE", 2)
    for _ in range(4):
        sold()
    seen, address = [], "/orders"
    while address:
        page = caller.get(address).json()
        seen += [row["mid"] for row in page["results"]]
        address = page["paging"]["next"]
        address = address and address.removeprefix("http://testserver/dialects/aplazame")

    assert len(set(seen)) == len(seen) == 5
    assert page["cursor"] == {"after": None, "before": 2}
    assert page["paging"]["count"] == 5


def test_links_keep_the_version_in_the_path(caller, sold, demo, monkeypatch):
    monkeypatch.setattr("dialects.aplazame.paging.PAGE_SIZE", 1)
    sold()

    assert caller.get("/v1/orders").json()["paging"]["next"] == "http://testserver/dialects/aplazame/v1/orders?page=2"


def test_links_at_a_host_of_its_own_are_the_documents(caller, sold, demo, monkeypatch, settings):
    monkeypatch.setattr("dialects.aplazame.paging.PAGE_SIZE", 1)
    settings.DIALECT_HOSTS, settings.ALLOWED_HOSTS = {"api.aplazame.com": "aplazame"}, ["*"]
    sold()

    answer = caller.speaker.connection.get("/orders", headers={"host": "api.aplazame.com"})

    assert answer.json()["paging"]["next"] == "http://api.aplazame.com/orders?page=2"


@pytest.mark.parametrize(
    ("asked", "host", "link"),
    [
        ("/dialects/aplazame/orders", "elsewhere.example:81", "https://orders.example/dialects/aplazame/orders?page=2"),
        ("/orders", "api.aplazame.com:81", "https://api.aplazame.com/orders?page=2"),
    ],
)
def test_links_follow_what_is_configured_whatever_the_host_header_says(
    caller, sold, demo, monkeypatch, settings, asked, host, link
):
    monkeypatch.setattr("dialects.aplazame.paging.PAGE_SIZE", 1)
    settings.DIALECT_HOSTS, settings.ALLOWED_HOSTS = {"api.aplazame.com": "aplazame"}, ["*"]
    settings.PUBLIC_URL = "https://orders.example"
    sold()

    answer = caller.speaker.connection.get(asked, headers={"host": host})

    assert answer.json()["paging"]["next"] == link
