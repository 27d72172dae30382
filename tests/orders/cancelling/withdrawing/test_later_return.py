"""Of an item that was sent in part, the units that were sent come back once the others are cancelled."""

from functools import partial

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.actors import SYSTEM
from events.models import Event
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan, reject_plan
from orders.cancelling.withdraw import Statement
from orders.cancelling.withdrawal_plans import open_later_returns
from orders.fulfilment.ship import ship_order
from orders.models import Order
from tests.orders.cancelling.withdrawing.conftest import by_guest, item


@pytest.fixture
def sent_in_part(order, pay):
    """A paid order, one of whose two mugs is on its way."""
    pay(order)
    ship_order(order, lines=[{"item": item(order, "MUG").pk, "quantity": 1}], actor=SYSTEM, at=timezone.now())
    return Order.objects.get(pk=order.pk)


def both_mugs(order):
    return Statement("John", "john@example.com", [{"item": item(order, "MUG").pk, "quantity": 2}], key="key-1")


def kinds_of(plans):
    return [(plan.plan_type, plan.status, [line.quantity for line in plan.lines.all()]) for plan in plans]


def test_of_an_item_that_is_sent_in_part_the_rest_is_stopped_before_the_return_is_opened(sent_in_part):
    done = by_guest(sent_in_part, both_mugs(sent_in_part))

    event = Event.objects.get(order=sent_in_part, type="order.withdrawn")
    assert [(line["sku"], line["quantity"]) for line in event.data["waiting"]] == [("MUG", 1)]
    assert kinds_of(done.plans) == [("cancel", "completed", [1]), ("refund", "waiting", [1])]
    assert kinds_of(by_guest(sent_in_part, both_mugs(sent_in_part)).plans) == kinds_of(done.plans)


@pytest.mark.parametrize("decide", [approve_plan, partial(reject_plan, ground="already_sent")])
def test_the_return_waits_until_staff_have_decided_on_the_rest(sent_in_part, channel, decide):
    channel.customer_cancellation = "on_request"
    channel.save()
    (asked,) = by_guest(sent_in_part, both_mugs(sent_in_part)).plans
    assert open_later_returns(timezone.now()) == 0

    decide(asked, actor=SYSTEM, at=timezone.now())

    assert [open_later_returns(timezone.now()) for _ in range(2)] == [1, 0]
    plans = CancellationPlan.objects.filter(order=sent_in_part).order_by("id")
    assert kinds_of(plans)[1:] == [("refund", "waiting", [1])]


def test_units_that_came_back_meanwhile_are_not_asked_for_again(sent_in_part, channel):
    channel.customer_cancellation = "on_request"
    channel.save()
    (asked,) = by_guest(sent_in_part, both_mugs(sent_in_part)).plans
    reject_plan(asked, ground="already_sent", actor=SYSTEM, at=timezone.now())
    returned = NewPlan(PlanType.REFUND, [{"item": item(sent_in_part, "MUG").pk, "quantity": 1}])
    back = open_plan(sent_in_part, returned, actor=SYSTEM, at=timezone.now())
    assert open_later_returns(timezone.now()) == 0

    approve_plan(back, actor=SYSTEM, at=timezone.now())

    assert open_later_returns(timezone.now()) == 0
