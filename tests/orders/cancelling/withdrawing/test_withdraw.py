"""Withdrawing from the contract: the statement, its receipt, and the plans; until when, and by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from common.errors import InvalidInput
from events.models import Event, Message
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, TooFewUnits
from orders.cancelling.plans import open_plan
from orders.cancelling.withdraw import Statement, withdraw
from orders.cancelling.withdrawable import (
    NothingToWithdraw,
    WithdrawalNotOffered,
    WithdrawalPeriodOver,
    withdrawable_until,
)
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.models import Order, OrderItem, Shipment, Withdrawal
from orders.statuses import OrderStatus
from tests.orders.cancelling.withdrawing.conftest import MUG, by_guest, item
from tests.untouched import nothing_changes


def test_what_was_not_sent_is_cancelled_at_once_and_the_statement_is_kept(order, pay):
    pay(order)

    done = by_guest(order)

    (plan,) = done.plans
    kept = Withdrawal.objects.get(order=order)
    assert (plan.plan_type, plan.status, plan.refund_amount) == ("cancel", "completed", 25)
    assert Order.objects.get(pk=order.pk).status == OrderStatus.CANCELLED
    assert (kept.name, kept.email, kept.actor_kind) == ("John Doe", "receipt@example.com", "guest")
    assert [(line["name"], line["quantity"]) for line in kept.lines] == [("Medium Mug", 2), ("Cap", 1)]


@pytest.mark.parametrize("chosen", [[], ["placed", "request_received", "plan_completed"]])
def test_the_receipt_is_sent_whatever_the_channel_chose_to_the_address_that_was_given(order, channel, chosen):
    channel.mails = chosen
    channel.save()

    by_guest(order, at=datetime(2026, 7, 1, 12, 5, tzinfo=UTC))

    receipt = Message.objects.get(order=order, template="withdrawn")
    assert (receipt.to, receipt.context["declared_by"]) == ("receipt@example.com", "John Doe")
    assert receipt.context["declared_at"] == "2026-07-01T12:05:00Z"
    assert not Message.objects.filter(order=order, template="request_received").exists()
    assert not Message.objects.filter(order=order, to="receipt@example.com").exclude(pk=receipt.pk).exists()


def test_the_event_tells_the_units_and_not_the_person(order):
    by_guest(order)

    event = Event.objects.get(order=order, type="order.withdrawn")
    assert [(line["sku"], line["quantity"]) for line in event.data["lines"]] == [("MUG", 2), ("CAP", 1)]
    assert "John" not in str(event.data)
    assert "receipt@" not in str(event.data)


@pytest.mark.parametrize("policy", ["on_request", "never"])
def test_a_channel_that_decides_itself_gets_a_request(order, channel, policy):
    channel.customer_cancellation = policy
    channel.save()

    (plan,) = by_guest(order).plans

    assert (plan.plan_type, plan.status) == ("cancel", "waiting")


def test_what_arrived_is_a_return_that_staff_decide_on(order, deliver):
    (plan,) = by_guest(deliver(order)).plans

    assert (plan.plan_type, plan.status, plan.refund_amount) == ("refund", "waiting", 25)
    assert plan.reason == "Withdrawal from the contract"


def test_sent_and_unsent_items_get_a_plan_each(order, pay):
    pay(order)
    OrderItem.objects.filter(order=order, sku="MUG").update(quantity_shipped=2)

    plans = by_guest(order).plans

    assert {(plan.plan_type, plan.status) for plan in plans} == {("cancel", "completed"), ("refund", "waiting")}


def test_some_units_alone_are_withdrawn_from(order, pay):
    pay(order)

    by_guest(order, Statement("John", "john@example.com", [{"item": item(order, "CAP").pk, "quantity": 1}]))

    assert item(order, "CAP").quantity_cancelled == 1
    assert item(order, "MUG").quantity_cancelled == 0


def test_the_same_command_declares_once(order, pay):
    pay(order)

    first, second = by_guest(order), by_guest(order)

    assert first.withdrawal == second.withdrawal
    assert [plan.pk for plan in first.plans] == [plan.pk for plan in second.plans]
    assert Withdrawal.objects.count() == CancellationPlan.objects.count() == 1
    assert Message.objects.filter(template="withdrawn").count() == 1


def test_the_period_ends_with_the_day_where_the_channel_is(order, channel, deliver):
    channel.time_zone = "Europe/Berlin"
    channel.save()
    arrived = deliver(order)
    Shipment.objects.update(delivered_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    shipments = list(Shipment.objects.filter(order=order))

    until = withdrawable_until(arrived, (), shipments)

    assert until.isoformat(timespec="seconds") == "2026-07-16T23:59:59+02:00"
    by_guest(arrived, at=until)
    assert Withdrawal.objects.count() == 1


def test_after_the_period_it_is_refused_and_nothing_is_kept(order, deliver):
    arrived = deliver(order)
    Shipment.objects.update(delivered_at=timezone.now() - timedelta(days=16))

    with pytest.raises(WithdrawalPeriodOver, match="until"), nothing_changes():
        by_guest(arrived)


def test_staff_and_clients_declare_for_customers_at_any_time(order, deliver):
    arrived = deliver(order)
    Shipment.objects.update(delivered_at=timezone.now() - timedelta(days=160))

    withdraw(arrived, Statement(), actor=SYSTEM, at=timezone.now())

    assert (Withdrawal.objects.get().name, Withdrawal.objects.get().email) == ("John Doe", "shop@example.com")


def test_the_period_is_open_while_something_is_on_its_way(order, pay):
    pay(order)
    ship_shipment(Shipment.objects.get(order=order), tracking=Tracking(), actor=SYSTEM, at=timezone.now())

    by_guest(order, at=timezone.now() + timedelta(days=300))

    assert Withdrawal.objects.exists()


def test_a_channel_without_a_period_takes_none(order, channel):
    channel.withdrawal_days = None
    channel.save()

    with pytest.raises(WithdrawalNotOffered), nothing_changes():
        by_guest(order)


def test_what_is_in_an_open_plan_is_left_out_or_refused(order, pay):
    pay(order)
    cap = item(order, "CAP")
    open_plan(order, NewPlan("cancel", [{"item": cap.pk}]), actor=SYSTEM, at=timezone.now())

    with pytest.raises(ItemInOpenPlan), nothing_changes():
        by_guest(order, Statement("John", "john@example.com", [{"item": cap.pk}]))
    by_guest(order)

    assert [line["sku"] for line in Withdrawal.objects.get().lines] == ["MUG"]


def test_units_that_are_not_there_are_refused(order, pay, place):
    pay(order)
    mug, other = item(order, "MUG"), item(place(items=[MUG]), "MUG")

    with pytest.raises(TooFewUnits), nothing_changes():
        by_guest(order, Statement("John", "john@example.com", [{"item": mug.pk, "quantity": 3}]))
    with pytest.raises(InvalidInput, match="different item of this order"), nothing_changes():
        by_guest(order, Statement("John", "john@example.com", [{"item": other.pk}]))


def test_nothing_is_left_after_everything_was_withdrawn_from(order, channel):
    channel.customer_cancellation = "on_request"
    channel.save()
    by_guest(order)

    with pytest.raises(NothingToWithdraw), nothing_changes():
        by_guest(order, Statement("John", "john@example.com"))


def test_a_receipt_needs_an_address(order):
    Order.objects.filter(pk=order.pk).update(email="")

    with pytest.raises(InvalidInput, match="The receipt needs this"), nothing_changes():
        by_guest(order, Statement("John"))


def test_a_guest_withdraws_over_the_api(order, guest, pay):
    pay(order)
    body = {"name": "John Doe", "email": "john@example.com", "items": [{"item": str(item(order, "CAP").pk)}]}

    answer = guest.post(
        f"/api/v1/orders/{order.ref}/withdraw/", body, headers={"X-Order-Token": order.token}, format="json"
    )

    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["withdrawal"]["name"], shown["withdrawal"]["lines"][0]["name"]) == ("John Doe", "Cap")
    assert [(plan["plan_type"], plan["status"]) for plan in shown["plans"]] == [("cancel", "completed")]


def test_a_rehearsal_shows_the_receipt_and_keeps_nothing(order, guest):
    with nothing_changes():
        answer = guest.post(
            f"/api/v1/orders/{order.ref}/withdraw/?dry_run=true", {}, headers={"X-Order-Token": order.token},
            format="json",
        )  # fmt: skip

    (email,) = [email for email in answer.json()["emails"] if email["template"] == "withdrawn"]
    assert email["to"] == "shop@example.com"
    assert "2 × Medium Mug" in email["text"]


def test_the_api_refuses_in_words_after_the_period(order, deliver, guest):
    arrived = deliver(order)
    Shipment.objects.update(delivered_at=F("delivered_at") - timedelta(days=16))

    refused = guest.post(
        f"/api/v1/orders/{order.ref}/withdraw/", {}, headers={"X-Order-Token": arrived.token}, format="json"
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "withdrawal_period_over")
