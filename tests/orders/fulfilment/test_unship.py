"""A shipment that was marked as sent by mistake is ready again."""

from functools import partial

import pytest

from cancellations.statuses import PlanType
from common.fsm import TransitionRefused
from events.models import Event, Message
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.shipments import Tracking, deliver_shipment
from orders.fulfilment.unship import UnitsHaveArrived, unship_shipment
from orders.models import OrderItem
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh
from tests.untouched import nothing_changes


@pytest.fixture
def order(basket, pay):
    pay(basket)
    return fresh(basket)


@pytest.fixture
def send(send):
    return partial(send, tracking=Tracking(carrier="DHL", tracking_number="0034"))


def test_the_shipment_is_ready_again_and_items_and_order_follow(order, send, now):
    shipment = send()

    unship_shipment(shipment, reason="It is still on the shelf", **now)

    shipment = fresh(shipment)
    assert (shipment.state, shipment.shipped_at, shipment.tracking_number) == ("ready", None, "0034")
    items = OrderItem.objects.filter(order=order)
    assert {(item.quantity_shipped, item.status, item.shipped_date) for item in items} == {
        (0, ItemStatus.PACKAGED, None)
    }
    assert {(item.tracking_number, item.shipping_company) for item in items} == {("", "")}
    assert (fresh(order).status, fresh(order).shipping_status) == (OrderStatus.PACKAGED, "ready")
    event = Event.objects.get(order=order, type="shipment.unshipped")
    assert event.data["reason"] == "It is still on the shelf"
    assert [(line["sku"], line["quantity"]) for line in event.data["lines"]] == [("MUG", 2), ("CAP", 1)]


def test_its_units_are_sent_once_more(order, send, now):
    unship_shipment(send(), **now)

    again = send()

    assert fresh(again).lines.count() == 2
    assert (fresh(order).status, fresh(order).shipping_status) == (OrderStatus.SHIPPED, "shipped")


def test_what_else_was_sent_stays_sent_with_its_tracking(order, mugs, send, now):
    first = send(mugs)
    second = send(mugs)
    second.tracking_number = "0035"

    unship_shipment(second, **now)

    assert (fresh(mugs).quantity_shipped, fresh(mugs).status) == (1, ItemStatus.PACKAGED)
    assert fresh(mugs).tracking_number == first.tracking_number
    assert fresh(order).status == OrderStatus.PROCESSING
    assert fresh(first).state == "shipped"


def test_what_has_arrived_cannot_be_undone(order, mugs, send, now):
    first, second = send(mugs), send(mugs)
    deliver_shipment(first, **now)
    deliver_item(mugs, **now)

    with nothing_changes(), pytest.raises(TransitionRefused):
        unship_shipment(first, **now)
    with nothing_changes(), pytest.raises(TransitionRefused):
        unship_shipment(second, **now)


def test_neither_can_units_that_arrived_without_their_shipment(order, mugs, send, now):
    shipment = send(mugs, 2)
    deliver_item(mugs, quantity=1, **now)

    with nothing_changes(), pytest.raises(UnitsHaveArrived) as refused:
        unship_shipment(shipment, **now)

    assert refused.value.detail == "1 of 2 units of Medium Mug that were sent have arrived or are being returned."


def test_neither_can_units_that_are_being_returned(order, mugs, send, now):
    shipment = send()
    lines = [{"item": mugs.id, "quantity": 1}]
    open_plan(order, NewPlan(plan_type=PlanType.REFUND, lines=lines), **now)

    with nothing_changes(), pytest.raises(UnitsHaveArrived):
        unship_shipment(shipment, **now)


def test_nothing_is_undone_of_an_order_that_is_over(order, send, now):
    shipment = send()
    refund_order(order, RefundRequest(), **now)

    with nothing_changes(), pytest.raises(TransitionRefused) as refused:
        unship_shipment(shipment, **now)

    assert refused.value.detail == "Can't change order with status 'Refunded' to 'Packaged'."


def test_what_was_not_sent_cannot_be_undone(order, now):
    with nothing_changes(), pytest.raises(TransitionRefused):
        unship_shipment(order.shipments.get(), **now)


def test_customers_are_told_of_the_mistake_and_that_units_are_sent_again(order, mugs, send, now, mailbox):
    shipment = send(mugs, 2, notify_customer=True)

    unship_shipment(shipment, notify_customer=True, **now)
    send(notify_customer=True)

    assert list(Message.objects.order_by("id").values_list("template", flat=True)) == [
        "shipped",
        "unshipped",
        "shipped",
    ]
    data = Event.objects.filter(type="shipment.shipped").latest("sequence").data
    assert {line["sku"]: line.get("again") for line in data["lines"]} in ({"MUG": 2}, {"MUG": 2, "CAP": None})
    letters = [message.context for message in Message.objects.order_by("id")]
    assert [
        line.get("again") for parcel in letters[2]["shipments"] for line in parcel["lines"] if line["sku"] == "MUG"
    ] == [2]


def test_a_channel_that_always_tells_of_shipments_says_that_units_are_sent_again(order, channel, mugs, send, now):
    channel.mails = ["shipped", "unshipped"]
    channel.save()
    shipment = send(mugs, 2)

    unship_shipment(shipment, **now)
    send()

    assert list(Message.objects.order_by("id").values_list("template", flat=True)) == [
        "shipped",
        "unshipped",
        "shipped",
    ]
    sent = Event.objects.filter(type="shipment.shipped").latest("sequence").data
    assert 2 in [line.get("again") for line in sent["lines"] if line["sku"] == "MUG"]


def test_units_that_nobody_was_told_of_are_not_sent_again_for_the_customer(order, send, now):
    unship_shipment(send(), **now)

    send(notify_customer=True)

    (message,) = Message.objects.all()
    assert all("again" not in line for parcel in message.context["shipments"] for line in parcel["lines"])
