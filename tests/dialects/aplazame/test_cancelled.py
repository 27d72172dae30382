"""Filters and orderings by `cancelled` know what orders show."""

import pytest
from django.utils import timezone

from cancellations.statuses import PlanType
from common.actors import SYSTEM
from dialects.aplazame import cancelled
from dialects.common.finally_cancelled import are_finally_cancelled, is_finally_cancelled
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.complete import complete_payment
from tests.dialects.aplazame.moments import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(caller, sold, pay):
    """An order that is confirmed, one asked to be cancelled, one cancelled with its money still here, one cancelled."""

    def paid():
        order = sold()
        complete_payment(order, pay(order, method="bank-transfer"), actor=SYSTEM, at=timezone.now())
        return order

    confirmed, awaiting, asked = paid(), paid(), paid()
    at_noon = sold()
    for order in (awaiting, at_noon):
        assert caller.post(f"/orders/{order.number}/cancel").status_code == 204
    Order.objects.filter(pk=at_noon.pk).update(cancelled_at=NOON)
    open_plan(Order.objects.get(pk=asked.pk), NewPlan(plan_type=PlanType.CANCEL), actor=SYSTEM, at=timezone.now())
    return [order.number for order in (confirmed, asked, awaiting, at_noon)]


@pytest.fixture
def listed(found, orders):
    """Those of them that a query finds, in order."""
    return lambda query: [mid for mid in found(query) if mid in orders]


def test_an_order_has_its_place_by_what_it_shows(listed, orders):
    confirmed, asked, awaiting, at_noon = orders

    assert listed("ordering=-cancelled,confirmed") == [confirmed, asked, awaiting, at_noon]
    assert listed("ordering=cancelled,confirmed") == [at_noon, awaiting, confirmed, asked]


def test_a_long_list_has_the_order_of_the_column(listed, orders, monkeypatch):
    monkeypatch.setattr(cancelled, "MOST", 3)
    confirmed, asked, awaiting, at_noon = orders

    assert listed("ordering=-cancelled,confirmed") == [confirmed, awaiting, asked, at_noon]


def test_an_order_is_found_by_what_it_shows(caller, listed, orders):
    confirmed, asked, awaiting, at_noon = orders
    shown = caller.get(f"/orders/{awaiting}").json()["cancelled"]

    assert set(listed("cancelled-isnull=yes")) == {confirmed, asked}
    assert set(listed("cancelled-isnull=no")) == {awaiting, at_noon}
    assert listed(f"cancelled-gte={shown}") == listed(f"cancelled={shown}") == [awaiting]
    assert listed(f"cancelled_since={shown}") == listed("cancelled_until=2015-07-20") == []
    assert listed(f"cancelled_until={shown}") == [at_noon]
    assert set(listed(f"cancelled_since=2015-07-20&cancelled-lte={shown}")) == {awaiting, at_noon}


def test_the_rule_is_the_same_to_the_database(orders):
    told = [order for order in Order.objects.all() if is_finally_cancelled(order)]

    assert [order.number for order in told] == [orders[2]]
    assert list(Order.objects.filter(are_finally_cancelled())) == told
