"""Reading orders takes the same queries for one order as for fifty. Each is named here, with what it is for."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.api import counting

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
CALLER = [
    "oauth2_provider_accesstoken",  # who is calling: token, client, scopes and channels in one statement
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
    ONE_AGAIN = CALLER  # in the same statement the state of all that the order's answer was made of
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


def table(sql):
    """The table that a query reads or writes first."""
    if "AS beside" in sql:
        return "oauth2_provider_accesstoken"
    if "row_to_json" in sql:
        return "rendered"
    if "json_populate_recordset" in sql:
        return "written"
    if sql.endswith("FOR UPDATE"):
        return "locked"
    if sql.startswith(("SAVEPOINT", "RELEASE")):  # In a test a transaction is a part of another one.
        return "BEGIN" if sql.startswith("SAVEPOINT") else "COMMIT"
    return re.search(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)', sql)[1]


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
    assert tables(f"/api/v1/orders/{order.id}/") == ONE
    assert tables(f"/api/v1/orders/{order.ref}/") == ONE_AGAIN


def test_an_order_that_has_not_changed_takes_no_more(api, order, tables):
    tag = api.get(f"/api/v1/orders/{order.ref}/")["ETag"]

    assert tables(f"/api/v1/orders/{order.ref}/", status=304, **{"if-none-match": tag}) == ONE


STATUS_CHANGE = [
    *CALLER,
    "BEGIN",
    "locked",  # the order
    "orders_orderitem",  # its items, which go along
    "written",  # items, order, status log and event
    "COMMIT",
]
PLACEMENT = [
    *CALLER,
    "BEGIN",
    "access_idempotencykey",  # the key is claimed
    "orders_channel",  # the caller's channel
    "addresses_customer",  # the customer with this e-mail
    "orders_refnumber",  # the number in the ref
    "written",  # order, addresses, items, adjustments, shipment, status log and event
    "rendered",  # the answer
    "access_idempotencykey",  # the answer is kept under the key
    "COMMIT",
]

SHIPPING = [
    *CALLER,
    "BEGIN",
    "locked",  # the order
    "cancellations_cancellationplan",  # whose units wait for a decision
    "orders_orderitem",
    "orders_shipment",
    "orders_shipmentline",
    "orders_channel",  # the e-mails that it sends
    "written",  # the order is approved first,
    "written",  # and its items
    "addresses_customeraddress",  # for the search text
    "written",  # shipment, items, order, status log and events
    "rendered",  # the answer
    "COMMIT",
]
CANCELLATION = [
    *CALLER,
    "orders_order",  # the order, outside of the transaction: gateways may have to be asked in between
    "BEGIN",
    "locked",
    "cancellations_cancellationplan",  # none: the new one is kept in memory
    "orders_orderitem",
    "orders_adjustment",  # what the units are worth
    "payments_payment",  # none
    "written",  # the plan with its lines, and items that wait
    "orders_shipment",
    "orders_shipmentline",
    "written",  # the plan that is approved, and what it takes
    "orders_channel",  # the e-mails that it sends
    "written",  # the plan that is completed; status log and events
    "COMMIT",
    "payments_payment",  # none that a gateway would have to void
    "rendered",  # the order in the answer,
    "cancellations_cancellationplan",  # and the plan
    "cancellations_planline",
]


@pytest.fixture
def statements(api):
    """The statements of a command, by the tables that they ask or write first."""

    def statements(send, status):
        with CaptureQueriesContext(connection) as queries:
            answer = send()
        assert answer.status_code == status, answer.json()
        return [table(query["sql"]) for query in queries]

    return statements


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes row by row")
@pytest.mark.parametrize("lines", [1, 20])
def test_a_status_change_takes_the_same_statements_however_many_items_go_along(place, statements, api, lines):
    items = [{"sku": "MUG", "quantity": 1, "unit_price": Decimal(10)} for _ in range(lines)]
    order = place(items=items, adjustments=[])

    def move(status):
        return lambda: api.put(f"/api/v1/orders/{order.ref}/status/", {"status": status}, format="json")

    assert statements(move("PROCESSING"), 200) == STATUS_CHANGE
    assert statements(move("PACKAGED"), 200) == STATUS_CHANGE


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes row by row")
@pytest.mark.parametrize("lines", [1, 20])
def test_a_placement_takes_the_same_statements_however_much_is_bought(order, statements, api, lines):
    address = {"line": "1 Example Street", "city_name": "Example", "country_code": "US"}
    body = {
        "customer": {"email": order.customer.email},
        "items": [{"sku": "MUG", "quantity": 1, "unit_price": "10.00"}] * lines,
        "adjustments": [{"type": "shipping", "label": "Standard", "amount": "3.50"}],
        "billing_address": address,
        "shipping_address": address,
    }

    def place():
        return api.post("/api/v1/orders/", body, format="json", headers={"idempotency-key": f"lines-{lines}"})

    assert statements(place, 201) == PLACEMENT


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes row by row")
@pytest.mark.parametrize("lines", [1, 20])
@pytest.mark.parametrize(("command", "taken"), [("ship", SHIPPING), ("cancel", CANCELLATION)])
def test_shipping_and_cancelling_take_the_same_statements_however_many_items(
    place, statements, api, lines, command, taken
):
    items = [{"sku": "MUG", "quantity": 2, "unit_price": Decimal(10)} for _ in range(lines)]
    order = place(items=items, adjustments=[])

    assert statements(lambda: api.post(f"/api/v1/orders/{order.ref}/{command}/", {}, format="json"), 200) == taken
