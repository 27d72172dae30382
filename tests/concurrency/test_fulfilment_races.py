"""Goods and many hands at once, on PostgreSQL with real connections: one wins, the others are refused.

`RACE_ROUNDS=200` runs the full proof; the default is a short one. The test at the end takes the lock away and shows
that the loss would be seen.
"""

import time
from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError
from django.utils import timezone

from cancellations.models import CancellationPlan, PlanLine
from common.errors import Refusal
from orders.cancelling.cancel import cancel_order
from orders.cancelling.expire import expire_unpaid
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, cancel_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.pack import pack_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import ship_shipment
from orders.models import Order, Shipment
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from orders.statuses import ItemStatus, OrderStatus
from payments.models import Payment, Refund
from tests.basket import fresh
from tests.concurrency.at_once import RACE, ROUNDS, args, assert_units_add_up, at_once, item_of, refusals

pytestmark = RACE


def two(order):
    return [{"item": item_of(order).id, "quantity": 2}]


def test_sending_against_cancelling(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)

        ends = at_once(lambda o=order: ship_order(o, **args()), lambda o=order: cancel_order(o, **args()))

        assert refusals(ends) in (["nothing_to_cancel"], ["transition_not_allowed"], ["nothing_left_to_ship"])
        item = assert_units_add_up(order)
        assert (item.quantity_shipped, item.quantity_cancelled) in ((2, 0), (0, 2))
        kept = Decimal(0) if item.quantity_cancelled else order.total
        assert fresh(order).amount_paid - fresh(order).amount_refunded == kept


def test_sending_the_same_units_twice(place):
    for _ in range(ROUNDS):
        order = place()
        lines = two(order)

        ends = at_once(*(lambda o=order: ship_order(o, lines=lines, **args()) for _ in range(3)))  # noqa: B023

        assert refusals(ends) == ["too_few_units_left"] * 2
        assert assert_units_add_up(order).quantity_shipped == 2


def test_sending_the_same_parcel_twice(place):
    for _ in range(ROUNDS):
        order = place()
        parcel = Shipment.objects.select_related("order").get(order=order)

        ends = at_once(*(lambda p=parcel: ship_shipment(p, **args()) for _ in range(2)))

        assert refusals(ends) == ["transition_not_allowed"]
        assert assert_units_add_up(order).quantity_shipped == 2


def test_rejecting_against_packing(place, pay):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        item = item_of(order)

        ends = at_once(lambda i=item: reject_item(i, **args()), lambda i=item: pack_item(i, **args()))

        assert refusals(ends) in (["packaged_orders_cannot_be_rejected"], ["transition_not_allowed"])
        assert fresh(item).status in (ItemStatus.REJECTED, ItemStatus.PACKAGED)
        assert fresh(order).status in (OrderStatus.REJECTED, OrderStatus.PACKAGED)


def test_two_plans_for_one_item(place):
    for _ in range(ROUNDS):
        order = place()
        new = NewPlan(plan_type="cancel", lines=[{"item": item_of(order).id, "quantity": 1}])

        ends = at_once(*(lambda o=order, n=new: open_plan(o, n, **args()) for _ in range(3)))

        assert refusals(ends) == ["item_in_open_plan"] * 2
        assert PlanLine.objects.filter(plan__order=order, open=True).count() == 1


def test_approving_twice_gives_back_once(place, pay, obliging):
    for _ in range(ROUNDS):
        before = obliging.card.given_back
        order = place()
        pay(order)
        plan = open_plan(order, NewPlan(plan_type="cancel"), **args())

        ends = at_once(*(lambda p=plan: approve_plan(p, **args()) for _ in range(2)))

        assert refusals(ends) == ["transition_not_allowed"]
        assert obliging.card.given_back - before == order.total
        assert Refund.objects.filter(payment__order=order).count() == 1
        assert fresh(order).status == OrderStatus.CANCELLED


def test_approving_against_withdrawing(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        plan = open_plan(order, NewPlan(plan_type="cancel"), **args())

        ends = at_once(lambda p=plan: approve_plan(p, **args()), lambda p=plan: cancel_plan(p, **args()))

        assert refusals(ends) == ["transition_not_allowed"]
        granted = fresh(plan).status == "completed"
        assert fresh(order).amount_refunded == (order.total if granted else 0)
        assert fresh(order).status == (OrderStatus.CANCELLED if granted else OrderStatus.PROCESSING)


def test_cancelling_twice(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)

        ends = at_once(*(lambda o=order: cancel_order(o, **args()) for _ in range(3)))

        assert len(refusals(ends)) == 2
        assert set(refusals(ends)) <= {"transition_not_allowed", "item_in_open_plan"}
        assert CancellationPlan.objects.filter(order=order).count() == 1
        assert fresh(order).amount_refunded == order.total


def test_a_return_against_another_of_the_same_units(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        ship_order(order, **args())
        new = NewPlan(plan_type="refund", lines=two(order))

        ends = at_once(*(lambda o=order, n=new: approve_plan(open_plan(o, n, **args()), **args()) for _ in range(2)))

        assert len(refusals(ends)) == 1
        assert item_of(order).quantity_returned == 2
        assert fresh(order).amount_refunded == order.total


def test_delivering_the_same_units_twice(place):
    for _ in range(ROUNDS):
        order = place()
        ship_order(order, **args())
        item = item_of(order)

        ends = at_once(*(lambda i=item: deliver_item(i, quantity=2, **args()) for _ in range(2)))

        assert refusals(ends) == ["too_few_units_in_transit"]
        assert fresh(item).quantity_delivered == 2


def test_expiring_against_paying(place, channel, obliging):
    channel.unpaid_expiry_minutes = 60
    channel.save()
    for _ in range(ROUNDS):
        order = place()

        ends = at_once(
            lambda o=order: start_payment(o, method="card", **args()),
            lambda: expire_unpaid(timezone.now() + timedelta(hours=2)),
        )

        reconcile_money(timezone.now() + timedelta(hours=3))
        now_at = fresh(order)
        if now_at.status == OrderStatus.PROCESSING:
            assert now_at.amount_paid == order.total
            assert now_at.amount_refunded == 0
        else:
            assert now_at.status == OrderStatus.CANCELLED
            assert now_at.amount_paid == now_at.amount_refunded
        assert refusals(ends) in ([], ["order_not_payable"], ["nothing_to_pay"])
        assert not Payment.objects.filter(order=order, status__in=["new", "processing"]).exists()


def test_without_the_lock_the_races_would_be_seen(place, monkeypatch):
    """The tests above are known to see what they look for."""

    def not_locked(order_id):
        time.sleep(0.02)
        return Order.objects.get(pk=order_id)

    monkeypatch.setattr("orders.change.locked_order", not_locked)
    clean = 0
    for _ in range(5):
        order = place()
        lines = two(order)

        def ship(order=order, lines=lines):
            try:
                return ship_order(order, lines=lines, **args())
            except IntegrityError as error:
                return error

        ends = at_once(ship, ship)
        clean += sum(isinstance(end, Refusal) for end in ends) == 1

    assert clean < 5
