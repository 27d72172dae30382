"""Cancelling and returning on the page: choose, see what goes back and where, confirm."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from orders.fulfilment.shipments import Tracking, deliver_shipment, ship_shipment
from orders.models import Order, OrderItem, Shipment
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

KEY = "0" * 32


@pytest.fixture
def units(order):
    """The name of the field that counts units of the order's only item."""
    return f"units-{OrderItem.objects.get(order=order).pk}"


@pytest.fixture
def delivered(order, money, channel):
    """A paid order that has arrived, in a channel that takes returns for two weeks."""
    channel.return_days = 14
    channel.save()
    money.pay(order)
    shipment = Shipment.objects.get(order=order)
    ship_shipment(shipment, tracking=Tracking(), actor=SYSTEM, at=timezone.now())
    deliver_shipment(Shipment.objects.get(order=order), actor=SYSTEM, at=timezone.now())
    return Order.objects.get(pk=order.pk)


def test_the_preview_says_what_goes_back_and_changes_nothing(page_of, order, money, units):
    money.pay(order)

    with nothing_changes():
        answer = page_of(order).post("cancel/", **{units: "1", "reason": "One is enough"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1 × Medium Mug" in text
    assert "10.00\N{NO-BREAK SPACE}USD" in text
    assert "•••• 4242" in text


def test_confirming_cancels_once_however_often_it_is_clicked(page_of, order, money, units):
    money.pay(order)
    page = page_of(order)
    fields = {units: "1", "reason": "One is enough", "confirmed": "yes", "key": KEY}

    answers = [page.post("cancel/", **fields) for _ in range(2)]

    plan = CancellationPlan.objects.get(order=order)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (plan.status, plan.refund_amount, plan.actor_kind) == ("completed", 10, "guest")
    assert "1 cancelled" in page.get().content.decode()


@pytest.mark.parametrize("wrong", ["0", "3", "-1", "one"])
def test_a_number_of_units_that_is_not_there_is_refused(page_of, order, units, wrong):
    with nothing_changes():
        answer = page_of(order).post("cancel/", **{units: wrong, "confirmed": "yes", "key": KEY})

    assert "errorlist" in answer.content.decode()


def test_a_channel_may_leave_cancelling_to_staff(page_of, order, channel, units):
    channel.customer_cancellation = "on_request"
    channel.save()

    page_of(order).post("cancel/", **{units: "2", "confirmed": "yes", "key": KEY})

    assert Order.objects.get(pk=order.pk).status == OrderStatus.CANCELLATION_WAITING
    assert "We have received your request" in page_of(order).get().content.decode()


def test_a_channel_may_let_nobody_cancel(page_of, order, channel, units):
    channel.customer_cancellation = "never"
    channel.save()
    page = page_of(order)

    answer = page.post("cancel/", **{units: "2", "confirmed": "yes", "key": KEY})

    assert answer.status_code == 409
    assert "does not let customers cancel" in answer.content.decode()
    assert "Cancel items" not in page.get().content.decode()


def test_a_return_is_asked_for_and_waits_for_staff(page_of, delivered, units):
    page = page_of(delivered)

    page.post("return/", **{units: "1", "reason": "Too small", "confirmed": "yes", "key": KEY})

    plan = CancellationPlan.objects.get(order=delivered)
    assert (plan.plan_type, plan.status, plan.reason) == ("refund", "waiting", "Too small")
    assert "Return · We have received your request" in page.get().content.decode()


def test_after_the_period_nothing_is_returned(page_of, delivered, units):
    Shipment.objects.update(delivered_at=timezone.now() - timedelta(days=15))
    page = page_of(delivered)

    answer = page.post("return/", **{units: "1", "confirmed": "yes", "key": KEY})

    assert answer.status_code == 409
    assert "could be returned until" in answer.content.decode()
    assert "Return items" not in page.get().content.decode()


def test_the_api_asks_for_a_return_alike(guest, api, delivered):
    path = f"/api/v1/orders/{delivered.ref}/returns/"

    asked = guest.post(path, {}, headers={"X-Order-Token": delivered.token}, format="json")

    assert asked.status_code == 201
    assert (asked.json()["plan_type"], asked.json()["status"], asked.json()["refund_amount"]) == (
        "refund",
        "waiting",
        "20.00",
    )


def test_the_api_tells_a_guest_when_the_period_is_over_and_still_lets_staff_ask(guest, api, delivered):
    Shipment.objects.update(delivered_at=timezone.now() - timedelta(days=15))
    path = f"/api/v1/orders/{delivered.ref}/returns/"

    refused = guest.post(path, {}, headers={"X-Order-Token": delivered.token}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "return_period_over")
    assert api.post(path, {}, format="json").status_code == 201


def test_a_channel_without_a_period_arranges_returns_itself(guest, delivered, channel):
    channel.return_days = None
    channel.save()

    refused = guest.post(
        f"/api/v1/orders/{delivered.ref}/returns/", {}, headers={"X-Order-Token": delivered.token}, format="json"
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "return_not_offered")
