"""Cancelling an order: one call stops payments and parcels and gives the money back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import Actor, ActorKind
from common.fsm import TransitionRefused
from common.rehearsal import rehearse
from events.models import Event
from orders.cancelling.cancel import AlreadySent, CancellationNotOffered, cancel_order
from orders.cancelling.plan_execution import resume_plans
from orders.cancelling.plan_rows import NothingToCancel
from orders.cancelling.plans import approve_plan
from orders.fulfilment.ship import ship_order
from orders.models import Shipment
from orders.money.complete import complete_payment
from orders.money.reconcile import reconcile_money
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.basket import fresh


@pytest.fixture
def customer_now():
    return {"actor": Actor(ActorKind.CUSTOMER, "John Doe"), "at": timezone.now()}


@pytest.fixture
def reconcile(now):
    """The worker looks after money and plans when its time has come."""

    def reconcile():
        later = now["at"] + timedelta(minutes=5)
        reconcile_money(later)
        resume_plans(later)

    return reconcile


def ship_one(order, item, now):
    ship_order(order, lines=[{"item": item.id, "quantity": 1}], **now)


def test_an_unpaid_order_is_cancelled_at_once(order, now):
    cancelled = cancel_order(order, reason="Changed my mind", **now)

    assert cancelled.order.status == OrderStatus.CANCELLED
    assert cancelled.plan.status == "completed"
    assert cancelled.plan.reason == "Changed my mind"
    assert Shipment.objects.get(order=order).state == "cancelled"


def test_a_paid_order_gets_its_money_back(order, pay, obliging, now):
    pay(order)

    cancelled = cancel_order(order, **now)

    assert (cancelled.order.status, cancelled.order.payment_status) == (OrderStatus.CANCELLED, "refunded")
    assert obliging.card.given_back == Decimal("23.50")


def test_authorized_money_is_let_go(order, pay, obliging, now):
    payment = pay(order, method="hold")

    cancelled = cancel_order(order, **now)

    assert fresh(payment).status == "cancelled"
    assert obliging.hold.asked[f"{payment.pk}:cancel"] == 1
    assert cancelled.order.payment_status == "cancelled"


def test_a_transfer_that_is_awaited_is_given_up(order, pay, now):
    payment = pay(order, method="bank-transfer")

    cancel_order(order, **now)

    assert fresh(payment).status == "cancelled"


def test_some_units_are_cancelled_and_the_rest_goes_on(order, mugs, pay, obliging, now):
    pay(order)

    cancelled = cancel_order(order, lines=[{"item": mugs.id, "quantity": 1}], restock=False, **now)

    assert cancelled.order.status == OrderStatus.PROCESSING
    assert obliging.card.given_back == Decimal("10.00")
    assert Event.objects.get(order=order, type="plan.completed").data["lines"][0]["restock"] is False


def test_what_is_cancelled_unpaid_is_no_longer_asked_for_and_the_order_says_so(api, order, mugs):
    path = f"/api/v1/orders/{order.ref}/"
    api.post(f"{path}cancel/", {"items": [{"item": str(mugs.id), "quantity": 1}]}, format="json")

    body = api.get(path).json()

    assert body["amount_waived"] == "10.00"
    outstanding = Decimal(body["total"]) - Decimal(body["amount_waived"]) - Decimal(body["amount_paid"])
    assert Decimal(body["amount_outstanding"]) == outstanding


def test_what_was_sent_stays_sent(order, mugs, now):
    ship_one(order, mugs, now)

    cancelled = cancel_order(order, **now)

    assert (fresh(mugs).quantity_shipped, fresh(mugs).quantity_cancelled) == (1, 1)
    assert cancelled.order.status == OrderStatus.SHIPPED


def test_when_everything_was_sent_nothing_is_left_to_cancel(order, now):
    ship_order(order, **now)

    with pytest.raises(NothingToCancel):
        cancel_order(order, **now)


def test_a_cancelled_order_is_not_cancelled_again(order, now):
    cancel_order(order, **now)

    with pytest.raises(TransitionRefused) as refused:
        cancel_order(order, **now)

    assert refused.value.detail == "Can't change order with status 'Cancelled' to 'Cancellation waiting'."
    assert CancellationPlan.objects.count() == 1


def test_a_draft_is_cancelled_without_a_plan(draft, now):
    cancelled = cancel_order(draft, **now)

    assert cancelled.plan is None
    assert cancelled.order.status == OrderStatus.CANCELLED


class TestByCustomers:
    def test_at_once_where_the_channel_says_so(self, order, customer_now):
        assert cancel_order(order, **customer_now).order.status == OrderStatus.CANCELLED

    def test_staff_decide_where_the_channel_says_so(self, order, channel, pay, obliging, customer_now, now):
        channel.customer_cancellation = "on_request"
        channel.save()
        pay(order)

        asked = cancel_order(order, **customer_now)

        assert asked.plan.status == "waiting"
        assert asked.order.status == OrderStatus.CANCELLATION_WAITING
        assert obliging.card.given_back == 0

        approve_plan(asked.plan, **now)
        assert fresh(order).status == OrderStatus.CANCELLED

    def test_not_at_all_where_the_channel_says_so(self, order, channel, customer_now):
        channel.customer_cancellation = "never"
        channel.save()

        with pytest.raises(CancellationNotOffered):
            cancel_order(order, **customer_now)
        assert fresh(order).status == OrderStatus.CREATED

    def test_not_once_something_is_sent(self, order, mugs, customer_now, now):
        ship_one(order, mugs, now)

        with pytest.raises(AlreadySent):
            cancel_order(order, **customer_now)


class TestHonestAnswers:
    def test_a_gateway_that_refuses_leaves_the_order_waiting(self, order, pay, obliging, now):
        pay(order)
        obliging.card.mood = "declining"

        cancelled = cancel_order(order, **now)

        assert cancelled.plan.status == "failed"
        assert cancelled.order.status == OrderStatus.CANCELLATION_WAITING
        assert cancelled.order.cancel_status == "manuel_refund_need"
        assert cancelled.order.amount_refunded == 0

    def test_a_gateway_that_is_silent_leaves_it_waiting_until_it_is_asked_again(
        self, order, pay, obliging, reconcile, now
    ):
        pay(order)
        obliging.card.mood = "silent"

        cancelled = cancel_order(order, **now)
        assert cancelled.plan.status == "waiting_for_payment"

        obliging.card.mood = "obliging"
        reconcile()

        assert fresh(order).status == OrderStatus.CANCELLED
        assert obliging.card.given_back == Decimal("23.50")
        assert Refund.objects.count() == 1

    def test_a_clock_that_was_ahead_does_not_stop_it(self, order, pay, obliging, reconcile, now):
        pay(order)
        obliging.card.mood = "silent"
        plan = cancel_order(order, **now).plan
        CancellationPlan.objects.filter(pk=plan.pk).update(updated_at=now["at"] + timedelta(days=400))

        obliging.card.mood = "obliging"
        reconcile()

        assert fresh(order).status == OrderStatus.CANCELLED

    def test_money_by_hand_waits_for_a_person(self, order, pay, now):
        payment = pay(order, method="bank-transfer")
        complete_payment(order, payment, **now)

        cancelled = cancel_order(order, **now)

        assert cancelled.plan.status == "manuel_refund_need"
        assert cancelled.order.status == OrderStatus.CANCELLATION_WAITING


def test_a_rehearsal_tells_what_would_come_back_and_on_which_card(order, pay, obliging, now):
    pay(order)
    version = fresh(order).version

    with rehearse() as rehearsal:
        body = cancel_order(order, **now).plan.payment_plan

    assert [(part["label"], part["amount"]) for part in body] == [("Card", "23.50")]
    assert [call["operation"] for call in rehearsal.gateway_calls] == ["refund"]
    assert fresh(order).version == version
    assert obliging.card.given_back == 0


def test_a_repetition_under_the_same_key_carries_on(order, pay, obliging, now):
    pay(order)
    first = cancel_order(order, key="k1", **now)

    again = cancel_order(order, key="k1", **now)

    assert again.plan == first.plan
    assert obliging.card.given_back == Decimal("23.50")
    assert Payment.objects.get(order=order).refunded_amount == Decimal("23.50")
