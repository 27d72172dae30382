"""Commands on PostgreSQL take the same statements for one item as for twenty. Each is named, with what it is for."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.tables import CALLER, table

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes row by row.")

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
    "rendered",  # the order in the answer,
    "cancellations_cancellationplan",  # and the plan
    "cancellations_planline",
]

KEY = [
    "BEGIN",
    "access_idempotencykey",  # the key is claimed, before the command,
    "COMMIT",
    "access_idempotencykey",  # and the answer is stored under it
]
PAYING_BY_HAND = [
    *CALLER,
    "orders_order",  # the order, outside of the transaction
    "orders_channel",  # the methods that it offers
    "BEGIN",
    "locked",
    "payments_payment",  # none
    "written",  # the payment
    "payments_payment",  # what the order's sums are of
    "written",  # order and events
    "COMMIT",
    "payments_payment",  # the answer
    "payments_refund",
]
REFUNDING_BY_HAND = [
    *CALLER,
    "orders_order",
    "BEGIN",
    "locked",
    "payments_payment",
    "payments_refund",  # none
    "payments_payment",  # the money is set aside
    "written",  # the refund
    "payments_payment",  # what is kept without being owed
    "payments_refund",
    "written",  # order and event
    "COMMIT",
]
VOIDING_BY_HAND = [
    *CALLER,
    "orders_order",
    "payments_payment",  # the one that is meant
    "BEGIN",
    "locked",
    "payments_payment",
    "orders_channel",
    "written",  # the payment
    "payments_payment",
    "written",  # order and event
    "COMMIT",
    "payments_payment",  # the answer
    "payments_refund",
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


@pytest.mark.parametrize("lines", [1, 20])
def test_a_status_change_takes_the_same_statements_however_many_items_go_along(place, statements, api, lines):
    items = [{"sku": "MUG", "quantity": 1, "unit_price": Decimal(10)} for _ in range(lines)]
    order = place(items=items, adjustments=[])

    def move(status):
        return lambda: api.put(f"/api/v1/orders/{order.ref}/status/", {"status": status}, format="json")

    assert statements(move("PROCESSING"), 200) == STATUS_CHANGE
    assert statements(move("PACKAGED"), 200) == STATUS_CHANGE


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


@pytest.mark.parametrize("lines", [1, 20])
@pytest.mark.parametrize(("command", "taken"), [("ship", SHIPPING), ("cancel", CANCELLATION)])
def test_shipping_and_cancelling_take_the_same_statements_however_many_items(
    place, statements, api, lines, command, taken
):
    items = [{"sku": "MUG", "quantity": 2, "unit_price": Decimal(10)} for _ in range(lines)]
    order = place(items=items, adjustments=[])

    assert statements(lambda: api.post(f"/api/v1/orders/{order.ref}/{command}/", {}, format="json"), 200) == taken


@pytest.fixture
def keyed(statements, api):
    """The statements of a command, without those that claim its key and store its answer."""

    def keyed(order, method, path, body):
        key = {"idempotency-key": f"{order.ref}/{path}"}
        url = f"/api/v1/orders/{order.ref}/{path}/"
        taken = statements(lambda: getattr(api, method)(url, body, format="json", headers=key), 200)
        claimed = len(CALLER) + 3
        assert [*taken[len(CALLER) : claimed], taken[-1]] == KEY
        return [*CALLER, *taken[claimed:-1]]

    return keyed


def test_money_that_no_provider_moves_takes_one_transaction(place, keyed):
    order, other = place(), place()

    assert keyed(order, "post", "pay", {"payment_method": "bank-transfer"}) == PAYING_BY_HAND
    assert keyed(order, "put", f"payments/{order.payments.get().pk}/cancel", {}) == VOIDING_BY_HAND

    keyed(other, "post", "pay", {"payment_method": "bank-transfer"})
    keyed(other, "put", f"payments/{other.payments.get().pk}/complete", {})
    assert keyed(other, "post", "refund", {"amount": "1.00"}) == REFUNDING_BY_HAND
