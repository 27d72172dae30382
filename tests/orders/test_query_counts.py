"""Reading orders takes the same queries for one order as for fifty. Each is named here, with what it is for."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.api import counting
from tests.orders.tables import CALLER, table

EXPANDED = "&expand=payments,shipments,statuses,notes,billing_address,shipping_address"
POSTGRESQL = connection.vendor == "postgresql"

PARTS = [
    "orders_orderitem",  # the items of all orders at once
    "orders_adjustment",  # what was added to or taken off their items
    "orders_adjustment",  # what was added to or taken off the orders
]
RECORDS = [
    "payments_payment",  # the payments; without any there is no query for their refunds
    "orders_shipment",  # the parcels
    "orders_shipmentline",  # what is in them
    "orders_statuschange",  # the status log
    "orders_note",  # the notes that the caller may see
]

if POSTGRESQL:
    LIST = [
        *CALLER,
        "orders_order",  # the ids and versions of the page, and one more to know whether another page follows
        "rendered",  # everything about them, written as JSON by the database
    ]
    CACHED_LIST = LIST[:-1]  # nothing has changed since the list was last asked for
    EXPANDED_LIST = LIST
    ONE = [
        *CALLER,
        "rendered",  # the order if the caller may see it, written as JSON by the database, and what its tag is made of
    ]
    ONE_AGAIN = CALLER  # in the same statement the order, or the state of all that its answer was made of
else:
    LIST = [
        *CALLER,
        "orders_order",  # the page with channels and customers, and one more to know whether another page follows
        *PARTS,
    ]
    CACHED_LIST = LIST
    EXPANDED_LIST = [*LIST, *RECORDS]  # addresses are joined to the orders
    ONE = [
        *CALLER,
        "orders_order",  # the order with channel, customer and addresses
        *PARTS,
        *RECORDS,
    ]
    ONE_AGAIN = ONE

ITEMS = [
    *CALLER,
    "orders_orderitem",  # the page with the orders of its items, and one more
    "orders_adjustment",  # what was added to or taken off the items
]


@pytest.fixture
def fill(place):
    """Have so many orders of two items."""

    def fill(rows):
        items = [{"sku": sku, "quantity": 1, "unit_price": Decimal(price)} for sku, price in (("MUG", 10), ("CAP", 5))]
        return [place(items=[dict(item) for item in items], adjustments=[]) for _ in range(rows)]

    return fill


@pytest.fixture
def tables(api):
    """The tables that are read for an answer."""

    def tables(url, status=200, **headers):
        with CaptureQueriesContext(connection) as queries:
            assert api.get(url, headers=headers).status_code == status
        return [table(query["sql"]) for query in queries]

    return tables


@pytest.mark.parametrize("rows", [1, 20, 50])
def test_a_list_takes_the_same_queries_however_many_orders_it_has(fill, tables, rows):
    fill(rows)

    assert tables("/api/v1/orders/?limit=250") == LIST
    assert tables("/api/v1/orders/?limit=250&cursor=") == CACHED_LIST
    assert tables(f"/api/v1/orders/?limit=250{EXPANDED}") == EXPANDED_LIST
    assert tables("/api/v1/order-items/?limit=250") == ITEMS


def test_a_page_that_is_not_the_last_takes_one_more_to_count(fill, tables):
    fill(3)

    counted = sorted(tables("/api/v1/orders/?limit=2"))

    assert len(counted) == len(LIST) + 1
    assert tables("/api/v1/orders/?limit=2&cursor=") == CACHED_LIST


@pytest.mark.skipif("not POSTGRESQL")
def test_an_estimated_count_is_remembered_for_a_while(fill, tables, monkeypatch):
    monkeypatch.setattr(counting, "EXACT_UP_TO", 1)
    fill(3)

    tables("/api/v1/orders/?limit=2")

    assert tables("/api/v1/orders/?limit=2") == CACHED_LIST


@pytest.mark.parametrize("lines", [1, 20])
def test_an_order_takes_the_same_queries_however_much_is_in_it(place, tables, api, lines):
    order = place(
        items=[{"sku": "MUG", "quantity": 1, "unit_price": Decimal(10)} for _ in range(lines)], adjustments=[]
    )
    api.post(f"/api/v1/orders/{order.ref}/notes/", [{"message": "Hello"}] * lines, format="json")

    assert tables(f"/api/v1/orders/{order.ref}/") == ONE
    assert tables(f"/api/v1/orders/{order.id}/") == ONE_AGAIN
    assert tables(f"/api/v1/orders/{order.ref}/") == ONE_AGAIN


def test_an_order_that_has_not_changed_takes_no_more(api, order, tables):
    tag = api.get(f"/api/v1/orders/{order.ref}/")["ETag"]

    assert tables(f"/api/v1/orders/{order.ref}/", status=304, **{"if-none-match": tag}) == ONE
