"""Nobody owes for units that they do not get: whatever was not paid is waived, on every path and in any steps."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.actors import SYSTEM
from orders.cancelling.cancel import cancel_order
from orders.cancelling.expire import expire_unpaid
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.models import Order, OrderItem
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

ITEMS = [
    {"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00")},
    {"sku": "CAP", "quantity": 1, "unit_price": Decimal("3.33")},
]
SHIPPING = [{"type": "shipping", "amount": Decimal("4.99")}]


def now():
    return {"actor": SYSTEM, "at": timezone.now()}


def sums(order):
    row = Order.objects.get(pk=order.pk)
    return row.amount_outstanding, row.is_paid, row.amount_waived, row.amount_refunded


def mug_of(order):
    return OrderItem.objects.get(order=order, sku="MUG")


def cap_of(order):
    return OrderItem.objects.get(order=order, sku="CAP")


def withheld(order):
    plan = open_plan(order, NewPlan(plan_type="cancel", shipping=False), **now())
    approve_plan(plan, **now())


def returned(order):
    ship_order(order, **now())
    approve_plan(open_plan(order, NewPlan(plan_type="refund"), **now()), **now())


def rejected(order):
    for item in (mug_of(order), cap_of(order)):
        reject_item(item, **now())


def expired(order):
    order.channel.unpaid_expiry_minutes = 1
    order.channel.save()
    expire_unpaid(timezone.now() + timedelta(hours=1))


PATHS = {
    "cancel": lambda order: cancel_order(order, **now()),
    "cancel without shipping": withheld,
    "return": returned,
    "reject": rejected,
    "put": lambda order: change_status(order, to=OrderStatus.CANCELLED, **now()),
    "expire": expired,
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_nothing_is_owed_for_nothing(place, path):
    order = place(items=ITEMS, adjustments=SHIPPING)

    path(order)

    assert sums(order) == (0, True, order.total, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.permutations(["MUG", "MUG", "MUG", "CAP"]),
    joined=st.sets(st.integers(0, 2)),
    paid=st.sampled_from([0, 7, 38]),
)
def test_any_split_of_steps_gives_the_same_sums(place, pay, steps, joined, paid):
    order = place(items=ITEMS, adjustments=SHIPPING)
    if paid:
        pay(order, min(Decimal(paid), order.total))
    groups = [[steps[0]]]
    for index, sku in enumerate(steps[1:]):
        groups[-1].append(sku) if index in joined else groups.append([sku])

    for group in groups:
        rows = {"MUG": mug_of(order), "CAP": cap_of(order)}
        lines = [{"item": rows[sku].id, "quantity": group.count(sku)} for sku in sorted(set(group))]
        cancel_order(order, lines=lines, **now())

    assert sums(order) == (0, True, order.total - paid, paid)
