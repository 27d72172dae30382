"""The seller cannot fulfil an item: it is rejected, its money is refunded, and the customer is notified."""

from decimal import Decimal

import pytest

from cancellations.models import CancellationPlan, PlanLine
from common.fsm import TransitionRefused
from events.models import Event
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, TooFewUnits
from orders.cancelling.plans import complete_plan, open_plan
from orders.cancelling.reject import PackagedOrdersCannotBeRejected, reject_item
from orders.fulfilment.pack import pack_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import split_shipment
from orders.money.complete import complete_payment
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh


@pytest.fixture
def order(basket):
    return basket


def test_a_rejected_item_is_rejected_at_once_and_paid_back(order, mugs, pay, obliging, now):
    pay(order)

    rejected = reject_item(mugs, reason="Broken in the warehouse", **now).item

    assert rejected.status == ItemStatus.REJECTED
    assert rejected.quantity_cancelled == 2
    assert obliging.card.given_back == Decimal("20.00")
    plan = CancellationPlan.objects.get(order=order)
    assert (plan.status, plan.plan_type, plan.rejects_items) == ("completed", "cancel", True)
    assert PlanLine.objects.get(plan=plan).restock is False


def test_the_order_goes_on_without_it(order, mugs, cap, pay, now):
    pay(order)

    reject_item(mugs, **now)

    assert fresh(order).status == OrderStatus.PROCESSING
    assert fresh(order).cancel_status == "completed"
    assert fresh(cap).status == ItemStatus.APPROVED


def test_an_order_is_rejected_with_its_last_item(order, mugs, cap, pay, obliging, now):
    pay(order)

    reject_item(mugs, **now)
    reject_item(cap, **now)

    assert fresh(order).status == OrderStatus.REJECTED
    assert obliging.card.given_back == Decimal("28.50")
    assert fresh(order).payment_status == "refunded"


def test_some_units_can_be_rejected(order, mugs, pay, obliging, now):
    pay(order)

    rejected = reject_item(mugs, quantity=1, **now).item

    assert (rejected.status, rejected.quantity_cancelled) == (ItemStatus.APPROVED, 1)
    assert obliging.card.given_back == Decimal("10.00")

    assert reject_item(mugs, **now).item.status == ItemStatus.REJECTED


def test_units_that_are_rejected_leave_their_parcel(order, mugs, now):
    parcel = split_shipment(order, lines=[{"item": mugs.id, "quantity": 2}], **now)

    reject_item(mugs, quantity=1, **now)

    assert list(parcel.lines.values_list("quantity", flat=True)) == [1]
    ship_order(order, **now)
    assert fresh(mugs).quantity_shipped == 1


@pytest.mark.parametrize("wait", [OrderStatus.CREATED, OrderStatus.HOLD])
def test_an_item_can_be_rejected_before_it_is_paid(order, mugs, cap, wait, now):
    change_status(order, to=wait, **now)

    reject_item(mugs, **now)
    reject_item(cap, **now)

    assert fresh(order).status == OrderStatus.REJECTED


def test_packaged_orders_cannot_be_rejected(order, mugs, now):
    change_status(order, to=OrderStatus.PROCESSING, **now)
    pack_item(mugs, **now)
    version = fresh(order).version

    with pytest.raises(PackagedOrdersCannotBeRejected) as refused:
        reject_item(mugs, **now)

    assert refused.value.detail == "packaged orders cannot be rejected"
    assert fresh(order).version == version
    assert not CancellationPlan.objects.exists()


def test_an_item_that_was_sent_cannot_be_rejected(order, mugs, now):
    ship_order(order, **now)

    with pytest.raises(PackagedOrdersCannotBeRejected):
        reject_item(mugs, **now)


def test_an_item_is_rejected_once(mugs, now):
    reject_item(mugs, **now)

    with pytest.raises(TransitionRefused) as refused:
        reject_item(mugs, **now)

    assert refused.value.detail == "Can't change order item with status 'Rejected' to 'Rejected'."


def test_an_item_that_waits_for_a_decision_cannot_be_rejected(order, mugs, now):
    open_plan(order, NewPlan(plan_type="cancel", lines=[{"item": mugs.id, "quantity": 1}]), **now)

    with pytest.raises(ItemInOpenPlan):
        reject_item(mugs, **now)


def test_units_are_rejected_while_the_money_of_others_is_on_its_way(order, mugs, pay, now):
    complete_payment(order, pay(order, method="bank-transfer"), **now)

    rejected = [reject_item(mugs, quantity=1, **now) for _ in range(2)]

    assert [each.plan.status for each in rejected] == ["manuel_refund_need"] * 2
    assert [each.plan.refund_amount for each in rejected] == [Decimal("10.00")] * 2
    assert fresh(mugs).status == ItemStatus.REJECTED
    for each in rejected:
        complete_plan(each.plan, **now)
    assert fresh(order).amount_refunded == Decimal("20.00")


def test_no_more_units_than_there_are(mugs, now):
    with pytest.raises(TooFewUnits):
        reject_item(mugs, quantity=3, **now)


def test_an_order_whose_payment_failed_is_cancelled_instead(order, mugs, now):
    change_status(order, to=OrderStatus.FAILED, **now)

    with pytest.raises(TransitionRefused) as refused:
        reject_item(mugs, **now)

    assert refused.value.code == "cancel_instead"


def test_an_item_stays_rejected_while_its_money_waits_for_the_gateway(order, mugs, pay, obliging, now):
    pay(order)
    obliging.card.mood = "silent"

    assert reject_item(mugs, **now).item.status == ItemStatus.REJECTED
    assert CancellationPlan.objects.get(order=order).status == "waiting_for_payment"


def test_what_happened_is_told_with_what_the_units_are_worth(order, mugs, pay, now):
    pay(order)

    reject_item(mugs, quantity=1, reason="Sold out", **now)

    data = Event.objects.get(order=order, type="item.rejected").data
    assert (data["sku"], data["quantity"], data["reason"], data["worth"]) == ("MUG", 1, "Sold out", "10.00")
