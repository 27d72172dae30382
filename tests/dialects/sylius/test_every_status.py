"""Every status by every verb: what Sylius' clients see, and what they may do."""

import pytest

from orders.models import Order
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

TABLE = {
    #                        state        payment      shipment     cancel ship complete
    "CREATED":              ("new",       "new",       "ready",     200,  204, 200),
    "HOLD":                 ("new",       "new",       "ready",     200,  400, 200),
    "FAILED":               ("new",       "new",       "ready",     200,  204, 200),
    "PROCESSING":           ("new",       "new",       "ready",     200,  204, 200),
    "PACKAGE_WAITING":      ("new",       "new",       "ready",     200,  204, 200),
    "PACKAGED":             ("new",       "new",       "ready",     200,  204, 200),
    "SHIPPED":              ("new",       "new",       "shipped",   400,  400, 200),
    "COMPLETED":            ("new",       "new",       "shipped",   400,  400, 200),
    "paid":                 ("new",       "completed", "ready",     200,  204, 400),
    "paid and SHIPPED":     ("fulfilled", "completed", "shipped",   400,  400, 400),
    "paid and COMPLETED":   ("fulfilled", "completed", "shipped",   400,  400, 400),
    "CANCELLATION_WAITING": ("new",       "new",       "ready",     400,  400, 200),
    "CANCELLED":            ("cancelled", "cancelled", "cancelled", 400,  400, 400),
    "REJECTED":             ("cancelled", "cancelled", "cancelled", 400,  400, 400),
    "REFUNDED":             ("cancelled", "refunded",  "cancelled", 400,  400, 400),
}  # fmt: skip


@pytest.fixture
def sylius(speaker):
    return speaker("sylius")


def test_the_table_names_every_status_of_placed_orders():
    assert {name.rpartition(" ")[2] for name in TABLE} - {"paid"} == set(OrderStatus.names) - {"NEW"}


@pytest.mark.parametrize("status", TABLE)
def test_every_status_is_shown_in_sylius_words(sylius, order_in, status):
    order = order_in(status)

    shown = sylius.get(f"/api/v1/orders/{order.serial}").json()

    states = (shown["state"], shown["payments"][0]["state"], shown["shipments"][0]["state"])
    assert states == TABLE[status][:3]
    assert len(shown["payments"]) == 1


@pytest.mark.parametrize("verb", ["cancel", "ship", "complete"])
@pytest.mark.parametrize("status", TABLE)
def test_every_verb_is_allowed_or_refused_as_the_table_says(sylius, order_in, status, verb):
    order = order_in(status)
    first = order.serial * 1_000_000
    paths = {"cancel": "cancel", "ship": f"shipments/{first}/ship", "complete": f"payments/{first}/complete"}
    expected = dict(zip(("cancel", "ship", "complete"), TABLE[status][3:], strict=True))[verb]
    path = f"/api/v1/orders/{order.serial}/{paths[verb]}"

    if expected == 400:
        with nothing_changes():
            answer = sylius.put(path)
        assert answer.json()["code"] == 400
        assert answer.json()["message"]
    else:
        answer = sylius.put(path)
    assert answer.status_code == expected, answer.content
    money = Order.objects.get(pk=order.pk)
    assert 0 <= money.amount_refunded <= money.amount_paid <= money.total
