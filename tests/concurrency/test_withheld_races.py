"""Units that are refunded by item against everything that sends them, at the same moment on PostgreSQL.

Either the units are refunded and stay, or they are sent and then refunded: none is counted twice, nothing that was
withheld is in a shipment, and the gateway's books agree. `RACE_ROUNDS=200` runs the full proof.
"""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from access.models import User
from orders.fulfilment.pack import pack_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import ship_shipment
from orders.models import Shipment
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundRequest, refund_order
from tests.basket import fresh
from tests.concurrency.at_once import RACE, ROUNDS, args, assert_units_add_up, at_once, item_of, refusals
from tests.sandbox import gateway_and_books_agree

pytestmark = RACE


def named(order, quantity):
    return [{"item": item_of(order).id, "quantity": quantity}]


def refund_units(order, quantity, **wanted):
    return lambda: refund_order(order, RefundRequest(items=named(order, quantity), **wanted), **args())


def assert_nothing_is_sent_and_withheld(order):
    """What is ready is exactly what may still be sent."""
    item = assert_units_add_up(order)
    ready = Shipment.objects.filter(order=order, state="ready").values_list("lines__quantity", flat=True)
    assert sum(ready) == item.quantity_open
    assert item.quantity_shipped + item.quantity_cancelled + item.quantity_refunded_unsent <= item.quantity
    return item


SENDING = {
    "everything that is left": lambda order: lambda: ship_order(order, **args()),
    "both units by name": lambda order: lambda: ship_order(order, lines=named(order, 2), **args()),
    "the shipment": lambda order: lambda: ship_shipment(Shipment.objects.get(order=order), **args()),
}


@pytest.mark.parametrize("send", SENDING.values(), ids=SENDING)
def test_a_refund_of_one_unit_against_sending(place, money, sandbox, send):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)

        ends = at_once(refund_units(order, 1), send(order))

        assert refusals(ends) in ([], ["too_few_units_left"])
        item = assert_nothing_is_sent_and_withheld(order)
        assert (item.quantity_shipped, item.quantity_refunded_unsent) in ((2, 0), (1, 1), (0, 1))
        assert fresh(order).amount_refunded == Decimal("10.00")
        assert gateway_and_books_agree(sandbox, order)


def test_a_refund_of_every_unit_against_packing(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)

        ends = at_once(refund_units(order, 2), lambda o=order: pack_item(item_of(o), **args()))

        assert refusals(ends) in ([], ["nothing_to_pack"], ["transition_not_allowed"])
        item = assert_nothing_is_sent_and_withheld(order)
        assert (item.quantity_refunded_unsent, item.quantity_shipped) == (2, 0)
        assert not Shipment.objects.filter(order=order, state="ready").exists()
        assert gateway_and_books_agree(sandbox, order)


def test_refunds_of_units_against_shipping_many_orders_in_the_admin(place, money, sandbox):
    desk = Client()
    desk.force_login(User.objects.create_superuser("warehouse-1", password="a long password"))
    for _ in range(ROUNDS):
        orders = [place() for _ in range(3)]
        for order in orders:
            money.pay(order)
        chosen = {
            "order": [f"{order.pk}:{fresh(order).version}" for order in orders],
            "command_key": uuid4(),
        }

        bulk, *ends = at_once(
            lambda sent=chosen: desk.post("/admin/orders/order/bulk/ship/", sent),
            *(refund_units(order, 1) for order in orders),
        )

        assert bulk.status_code == 302
        assert refusals(ends) == []
        for order in orders:
            item = assert_nothing_is_sent_and_withheld(order)
            assert (item.quantity_shipped, item.quantity_refunded_unsent) in ((2, 0), (0, 1))
            assert gateway_and_books_agree(sandbox, order)


def test_giving_a_refund_of_units_up_against_sending_the_rest(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)
        (refund,) = refund_units(order, 1, method="manual")().manual

        ends = at_once(
            lambda o=order, r=refund: give_up_refund(o, r, reason="Wrong account", **args()),
            lambda o=order: ship_order(o, **args()),
        )

        assert refusals(ends) == []
        item = assert_nothing_is_sent_and_withheld(order)
        assert (item.quantity_shipped, item.quantity_refunded_unsent) in ((2, 0), (1, 0))
        assert fresh(order).amount_refunded == 0
        assert gateway_and_books_agree(sandbox, order)


def test_two_refunds_of_the_same_units_hold_them_back_once(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)

        ends = at_once(*(refund_units(order, 2) for _ in range(3)))

        assert refusals(ends) == ["units_already_refunded"] * 2
        assert assert_nothing_is_sent_and_withheld(order).quantity_refunded_unsent == 2
        assert fresh(order).amount_refunded == Decimal("20.00")
        assert gateway_and_books_agree(sandbox, order)
