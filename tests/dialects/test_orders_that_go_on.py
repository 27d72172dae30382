"""An order that would go on although all of its money went back is not made REFUNDED, and no money moves."""

import pytest

from cancellations.statuses import PlanType
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from tests.untouched import nothing_changes


def shipped_all_the_same(order, now):
    refund_order(order, RefundRequest(items=[{"item": order.items.get().pk, "quantity": 1}], keep_shipping=True), **now)


def waits_for_a_decision(order, now):
    open_plan(order, NewPlan(plan_type=PlanType.CANCEL), **now)


REASONS = [
    (shipped_all_the_same, "Units that were refunded are shipped all the same"),
    (waits_for_a_decision, "A cancellation plan is open"),
]


@pytest.fixture
def goes_on(order, pay, obliging, now):
    """The paid order, after this."""

    def goes_on(happened):
        pay(order)
        happened(Order.objects.get(pk=order.pk), now)
        return Order.objects.get(pk=order.pk)

    return goes_on


@pytest.mark.parametrize(("happened", "reason"), REASONS)
def test_salesman_announces_and_says_why(speaker, goes_on, happened, reason):
    order, caller = goes_on(happened), speaker("salesman")
    url = f"/orders/{order.ref}/status/"
    (announced,) = (row for row in caller.get(url).json()["status_transitions"] if row["value"] == "REFUNDED")

    with nothing_changes():
        answer = caller.put(url, {"status": "REFUNDED"}, format="json")

    assert reason in announced["error"]
    assert (answer.status_code, answer.json()) == (400, {"status": [announced["error"]]})


@pytest.mark.parametrize(("happened", "reason"), REASONS)
def test_lunasoft_says_why(speaker, goes_on, happened, reason):
    order, shop = goes_on(happened), speaker("lunasoft")

    with nothing_changes():
        answer = shop.post(f"/orders/{order.serial}", {"status": {"status": "Refunded"}}, format="json")

    assert answer.status_code == 400
    assert reason in answer.json()["errors"][0]["user_message"]
