"""Units are found by the status that they show, whatever has happened to their line."""

from decimal import Decimal

import pytest

from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, cancel_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.ship import ship_order
from orders.models import OrderItem
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.dialects.akinon.rows import units


class Acts:
    """What happens to a line, one after the other."""

    def __init__(self, order, now):
        self.order, self.now = order, now

    @property
    def item(self):
        return OrderItem.objects.get(order=self.order)

    def lines(self, quantity):
        return [{"item": self.item.pk, "quantity": quantity}]

    def send(self, quantity):
        ship_order(self.order, lines=self.lines(quantity), **self.now)

    def deliver(self):
        deliver_item(self.item, **self.now)

    def plan(self, kind, quantity):
        return open_plan(self.order, NewPlan(plan_type=kind, lines=self.lines(quantity)), **self.now)

    def give_back(self, quantity):
        approve_plan(self.plan("refund", quantity), **self.now)

    def withdraw(self, quantity):
        cancel_plan(self.plan("cancel", quantity), **self.now)

    def cancel(self, quantity):
        cancel_order(self.order, lines=self.lines(quantity), **self.now)

    def refund(self, quantity):
        """What a refund by item leaves of them."""
        OrderItem.objects.filter(order=self.order).update(quantity_refunded_unsent=quantity)

    def reject(self, number):
        reject_item(self.item, unit_number=number, **self.now)

    def move(self, status):
        change_status(self.order, to=OrderStatus[status], **self.now)


LIVES = [
    [],
    [("send", 1)],
    [("send", 2), ("deliver",)],
    [("send", 3), ("deliver",), ("give_back", 1)],
    [("send", 2), ("deliver",), ("give_back", 1), ("plan", "refund", 1)],
    [("send", 2), ("plan", "refund", 1)],
    [("plan", "cancel", 1)],
    [("withdraw", 2), ("cancel", 1)],
    [("reject", 1), ("send", 1), ("cancel", 1)],
    [("reject", 0), ("reject", 1), ("reject", 2)],
    [("cancel", 1), ("plan", "cancel", 2)],
    [("refund", 1)],
    [("refund", 1), ("send", 1)],
    [("refund", 1), ("cancel", 1), ("reject", 0)],
    [("refund", 1), ("plan", "cancel", 2)],
    [("move", "HOLD")],
    [("move", "PROCESSING"), ("move", "PACKAGE_WAITING"), ("move", "PACKAGED")],
    [("move", "CANCELLED")],
    [("refund", 1), ("move", "CANCELLED")],
    [("cancel", 1), ("move", "CANCELLED")],
    [("reject", 0), ("move", "CANCELLED")],
]
"""Lines of three units that get as far as units can."""


@pytest.fixture
def in_every_state(place, now):
    for life in LIVES:
        line = {"sku": "MUG", "quantity": 3, "unit_price": Decimal(10)}
        acts = Acts(place(items=[line], adjustments=[]), now)
        for act, *about in life:
            getattr(acts, act)(*about)


def test_units_are_found_by_the_status_that_they_show(seller, in_every_state):
    everything = units(seller, limit=100)

    assert len(everything) == 3 * len(LIVES)
    for code in range(100, 1000, 100):
        shown = [row["id"] for row in everything if row["status"] == code]
        page = seller.get("/api/i1/order-items/", {"status": code, "limit": 100}).json()

        assert (page["count"], [row["id"] for row in page["results"]]) == (len(shown), shown)
        pages = [units(seller, status=code, limit=2, page=number + 1) for number in range((len(shown) + 1) // 2)]
        assert [row["id"] for rows in pages for row in rows] == shown
