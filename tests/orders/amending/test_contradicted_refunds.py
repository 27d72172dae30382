"""A gateway takes back its no to a refund of units that an amendment has changed meanwhile."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.amending.amend import Amendment, amend_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.money.balance import balance_of
from orders.money.gateway_calls import refund_in, step
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.settle_refund import settle_refund
from payments.balance_updates import RefundExceedsPaid
from payments.gateways.answers import Declined
from payments.gateways.sandbox.dashboard import Dashboard
from payments.models import Refund
from tests.basket import fresh
from tests.sandbox import gateway_and_books_agree, sums

REFUSES_REFUNDS = "4000000000000093"


@pytest.fixture
def order(place):
    cups = {"sku": "CUP", "quantity": 3, "unit_price": Decimal("10.00")}
    return place(items=[cups, {"sku": "CAP", "quantity": 1, "unit_price": Decimal("5.00")}], adjustments=[])


def amended(cups, how):
    changes = {
        "gone": {"remove": [cups.pk]},
        "fewer": {"change": [{"item": cups.pk, "quantity": 1}]},
        "cheaper": {"change": [{"item": cups.pk, "unit_price": Decimal("4.00")}]},
        "free": {"change": [{"item": cups.pk, "unit_price": Decimal("0.00")}]},
        "more": {"change": [{"item": cups.pk, "quantity": 5}]},
    }
    return Amendment(**changes[how])


@pytest.mark.parametrize("how", ["gone", "fewer", "cheaper", "free", "more"])
def test_it_is_booked_waits_for_a_person_and_every_page_shows_it(order, money, sandbox, now, admin_client, api, how):
    payment, cups = money.pay(order, REFUSES_REFUNDS), order.items.get(sku="CUP")
    with pytest.raises(RefundDeclined):
        refund_order(fresh(order), RefundRequest(items=[{"item": cups.pk, "quantity": 2}]), **now)
    amend_order(fresh(order), amended(cups, how), **now)

    desk = Dashboard(sandbox.provider)
    desk.turn_refund(desk.refunds(payment.attempt_id)[0]["id"])
    assert all(sandbox.deliver())

    refund = Refund.objects.get()
    assert (refund.status, refund.amount, refund.attention) == ("succeeded", 20, "contradicted")
    assert (fresh(payment).refunded_amount, fresh(payment).needs_human) == (20, True)
    assert sums(order)[:2] == (35, 20)
    assert gateway_and_books_agree(sandbox, order)
    assert all(check.agrees or check.name == "overpaid" for check in balance_of(fresh(order)).checks)
    pages = [
        reverse("admin:orders_order_change", args=[order.pk]),
        reverse("admin:orders_order_refund", args=[order.pk]),
        reverse("admin:orders_order_document", args=[order.pk, "refund-note"]),
    ]
    assert [admin_client.get(page).status_code for page in pages] == [200] * 3
    assert api.get(f"/api/v1/orders/{order.ref}/").status_code == 200


def test_what_went_back_for_units_is_no_second_time_refunded_for_them(order, money, sandbox, now):
    payment, cups = money.pay(order, REFUSES_REFUNDS), order.items.get(sku="CUP")
    with pytest.raises(RefundDeclined):
        refund_order(fresh(order), RefundRequest(items=[{"item": cups.pk, "quantity": 3}]), **now)
    amend_order(fresh(order), amended(cups, "more"), **now)
    desk = Dashboard(sandbox.provider)
    desk.turn_refund(desk.refunds(payment.attempt_id)[0]["id"])
    sandbox.deliver()

    with pytest.raises(RefundExceedsPaid) as refused:
        refund_order(fresh(order), RefundRequest(items=[{"item": cups.pk}]), **now)

    assert refused.value.facts["asked"] == "20.00"


def test_units_that_fail_after_a_plan_counted_them_are_worth_what_they_were(order, pay, obliging, now):
    pay(order)
    cups = {"item": order.items.get(sku="CUP").pk}
    obliging.card.mood = "silent at once"
    two, one = (
        refund_order(fresh(order), RefundRequest(items=[cups | {"quantity": units}], keep_shipping=True), **now)
        for units in (2, 1)
    )
    obliging.card.mood = "obliging"
    settle(order, two, now)
    plan = open_plan(fresh(order), NewPlan(plan_type="cancel", lines=[cups | {"quantity": 1}]), **now)
    approve_plan(plan, **now)
    amend_order(fresh(order), Amendment(change=[cups | {"quantity": 2}]), **now)

    settle(order, one, now)

    line = plan.lines.get()
    assert (line.already_refunded, line.refund_amount) == (0, 10)
    assert Refund.objects.filter(status="failed").count() == 2


def settle(order, outcome, now):
    """The gateway declines a refund after all."""
    with step(order, **now) as change:
        settle_refund(change, refund_in(change, outcome.refunds[0].pk), Declined(code="expired"))
