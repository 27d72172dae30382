"""A shipment that was lost: its units are sent again, or cancelled and refunded."""

from decimal import Decimal

import pytest

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.fsm import TransitionRefused
from events.letters.writing import letter_for
from events.models import Event, Message
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import ShipmentIsOver, correct_shipment, deliver_shipment
from orders.fulfilment.unship import UnitsHaveArrived
from orders.money.balance import balance_of
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh
from tests.untouched import nothing_changes


@pytest.fixture
def order(basket, pay):
    pay(basket)
    return fresh(basket)


def test_a_replacement_waits_to_be_packed_and_is_sent(order, mugs, send, now, obliging):
    lost = send()

    loss = lose_shipment(lost, instead="replacement", reason="The carrier gave up", **now)

    assert loss.plan is None
    assert (fresh(lost).state, fresh(lost).lost_at, fresh(lost).lost_reason) == (
        "lost", now["at"], "The carrier gave up"
    )  # fmt: skip
    assert (fresh(mugs).quantity_shipped, fresh(mugs).status) == (0, ItemStatus.PACKAGE_WAITING)
    assert (fresh(order).status, fresh(order).shipping_status) == (OrderStatus.PACKAGE_WAITING, "ready")
    assert obliging.card.given_back == 0

    replacement = send()
    assert replacement.pk != lost.pk
    assert fresh(order).status == OrderStatus.SHIPPED
    deliver_shipment(replacement, **now)
    assert fresh(order).status == OrderStatus.COMPLETED


def test_a_refund_cancels_the_units_and_gives_their_money_back(order, mugs, send, now, obliging):
    lost, kept = send(mugs, 1), send()

    loss = lose_shipment(lost, instead="refund", reason="The carrier gave up", **now)

    assert (loss.plan.status, loss.plan.plan_type, loss.plan.reason) == ("completed", "cancel", "The carrier gave up")
    assert loss.plan.lines.get().restock is False
    assert obliging.card.given_back == Decimal("10.00")
    assert (fresh(mugs).quantity_shipped, fresh(mugs).quantity_cancelled) == (1, 1)
    assert (fresh(mugs).status, fresh(order).status) == (ItemStatus.SHIPPED, OrderStatus.SHIPPED)
    assert balance_of(fresh(order)).agrees
    deliver_shipment(kept, **now)
    assert fresh(order).status == OrderStatus.COMPLETED


def test_an_order_of_which_everything_was_lost_is_cancelled_with_all_its_money(order, send, now, obliging):
    lose_shipment(send(), instead="refund", **now)

    order = fresh(order)
    assert (order.status, order.shipping_status, order.payment_status) == (
        OrderStatus.CANCELLED, "cancelled", "refunded"
    )  # fmt: skip
    assert obliging.card.given_back == order.total
    assert balance_of(order).agrees


def test_what_was_lost_unpaid_is_not_owed(place, now):
    order = place()
    ship_order(order, **now)

    lose_shipment(order.shipments.get(), instead="refund", **now)

    assert (fresh(order).status, fresh(order).amount_outstanding) == (OrderStatus.CANCELLED, 0)


def test_a_declined_refund_waits_for_a_person_and_the_units_stay_out(order, mugs, send, now, obliging):
    lost = send()
    obliging.card.mood = "declining"

    loss = lose_shipment(lost, instead="refund", **now)

    assert loss.plan.status == "failed"
    assert fresh(mugs).status == ItemStatus.CANCELLATION_WAITING
    assert fresh(order).status == OrderStatus.CANCELLATION_WAITING


def test_repeated_under_its_key_it_does_nothing_more(order, send, now, obliging):
    lost = send()

    first = lose_shipment(lost, instead="refund", key="k1", **now)
    again = lose_shipment(lost, instead="refund", key="k1", **now)

    assert again.plan == first.plan
    assert (CancellationPlan.objects.count(), obliging.card.given_back) == (1, fresh(order).total)


def test_a_replacement_repeated_under_its_key_does_nothing_more(order, send, now):
    lost = send()
    lose_shipment(lost, instead="replacement", key="k1", **now)

    with nothing_changes():
        lose_shipment(lost, instead="replacement", key="k1", **now)


@pytest.mark.parametrize("instead", ["replacement", "refund"])
def test_what_has_arrived_is_not_lost(order, mugs, send, now, instead):
    delivered = send(mugs, 1)
    deliver_shipment(delivered, **now)
    rest = send()
    deliver_item(order.items.get(sku="CAP"), **now)

    with nothing_changes(), pytest.raises(TransitionRefused):
        lose_shipment(delivered, instead=instead, **now)
    with nothing_changes(), pytest.raises(UnitsHaveArrived):
        lose_shipment(rest, instead=instead, **now)


def test_units_that_are_being_returned_are_not_lost(order, mugs, send, now):
    shipment = send(mugs, 2)
    open_plan(order, NewPlan(plan_type=PlanType.REFUND, lines=[{"item": mugs.id, "quantity": 1}]), **now)

    with nothing_changes(), pytest.raises(UnitsHaveArrived):
        lose_shipment(shipment, instead="replacement", **now)


def test_an_item_that_waits_for_a_decision_is_replaced_but_not_refunded_twice(order, mugs, send, now):
    shipment = send(mugs, 1)
    open_plan(order, NewPlan(plan_type=PlanType.CANCEL, lines=[{"item": mugs.id, "quantity": 1}]), **now)

    with nothing_changes(), pytest.raises(ItemInOpenPlan):
        lose_shipment(shipment, instead="refund", **now)
    lose_shipment(shipment, instead="replacement", **now)

    assert (fresh(mugs).quantity_open, fresh(mugs).status) == (2, ItemStatus.CANCELLATION_WAITING)


def test_a_lost_shipment_is_not_corrected(order, send, now):
    lost = send()
    lose_shipment(lost, instead="replacement", **now)

    with nothing_changes(), pytest.raises(ShipmentIsOver) as refused:
        correct_shipment(lost, tracking_number="1", **now)

    assert refused.value.detail == "The shipment is lost."


def test_customers_are_told_what_they_get_instead(order, mugs, send, now):
    lost = send(mugs, 2, notify_customer=True)

    lose_shipment(lost, instead="replacement", notify_customer=True, **now)
    send(notify_customer=True)

    letters = [letter_for(message) for message in Message.objects.order_by("id")]
    assert letters[1].subject == f"Your order {order.number}: a shipment was lost"
    assert "2 × Medium Mug" in letters[1].text
    assert "We are sending these items again" in letters[1].text
    assert "2 × Medium Mug (2 of them we had told you of before)" in letters[2].text


def test_the_timeline_keeps_what_was_lost_and_why(order, send, now):
    lose_shipment(send(), instead="refund", reason="Stolen from the van", **now)

    said = Event.objects.get(order=order, type="shipment.lost").data
    assert (said["instead"], said["reason"]) == ("refund", "Stolen from the van")
    assert {line["sku"]: line["quantity"] for line in said["lines"]} == {"MUG": 2, "CAP": 1}
