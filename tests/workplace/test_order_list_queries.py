"""The list of orders takes a constant number of queries, and counts no further than it must."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.admin import IndexedChangeList
from orders.models import Order

LIST = "/admin/orders/order/"


@pytest.fixture
def desk(desk_of):
    return desk_of()


# --- speed -----------------------------------------------------------------------------------------------------------

QUERIES = [
    "access_session",  # who is signed in
    "access_user",  # the person
    "otp_totp_totpdevice",  # whether a code is missing
    "workplace_savedview",  # the views that the person keeps
    "orders_channel",  # the names in the filter of channels
    "orders_order",  # how many orders there are, up to the page where nobody goes on
    "orders_order",  # the orders of the page, each with its channel and customer
]


def tables_of(queries):
    reading = (re.search(r'FROM (?:\(SELECT .*?FROM )?"(\w+)"', query["sql"]) for query in queries)
    return [found[1] for found in reading if found]


@pytest.mark.parametrize("orders", [1, 20])
def test_the_list_takes_these_queries_however_long_it_is(desk, place, orders):
    for _ in range(orders):
        place()
    desk.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        page = desk.get(LIST)

    assert len(page.context["cl"].result_list) == orders
    assert tables_of(queries.captured_queries) == QUERIES


def test_headers_are_worked_out_once_however_long_the_list_is(desk, place, monkeypatch):
    links = []
    link = IndexedChangeList.get_query_string
    monkeypatch.setattr(
        IndexedChangeList, "get_query_string", lambda *given, **named: links.append(1) or link(*given, **named)
    )

    def written(orders):
        links.clear()
        for _ in range(orders):
            place()
        assert desk.get(LIST).content.decode().count('class="wp-sum"') == Order.objects.count()
        return len(links)

    assert 0 < written(1) == written(20)


def test_a_count_stops_where_nobody_turns_pages(desk, place, monkeypatch):
    monkeypatch.setattr("common.admin.MOST_COUNTED", 2)
    for _ in range(3):
        place()

    with CaptureQueriesContext(connection) as queries:
        page = desk.get(LIST)

    counts = [query["sql"] for query in queries.captured_queries if "COUNT(" in query["sql"]]
    assert page.context["cl"].result_count == 2
    assert len(counts) == 1
    assert "LIMIT 2" in counts[0]


def test_the_list_is_for_who_may_view_orders(desk_of, db):
    nobody = desk_of("Support")
    nobody.user.groups.clear()

    assert nobody.get(reverse("admin:orders_order_changelist")).status_code == 403
    assert nobody.post(f"{LIST}views/keep/", {"name": "Mine", "query": "q=1"}).status_code == 403
