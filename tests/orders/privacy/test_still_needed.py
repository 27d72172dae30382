"""Nobody is erased while an order is open or money waits: it says which, why, and until when."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from orders.models import Order
from orders.privacy.erase import erase_customer
from orders.privacy.still_needed import PersonStillNeeded
from payments.balance_updates import reserve_refund
from payments.models import Refund
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db


def refused(customer):
    with nothing_changes(), pytest.raises(PersonStillNeeded) as caught:
        erase_customer(customer, actor=SYSTEM, at=timezone.now())
    return caught.value


def test_an_open_order(zebedee, place):
    order = place(customer=zebedee.id)

    refusal = refused(zebedee)

    assert refusal.detail == f"Order {order.ref} is still open."
    assert refusal.facts == {"needed": [{"order": order.ref, "reason": "open", "until": None}], "until": None}


def test_an_unpaid_order_that_ends_by_itself(zebedee, place, channel):
    channel.unpaid_expiry_minutes = 60
    channel.save()
    order = place(customer=zebedee.id)

    refusal = refused(zebedee)

    until = f"{order.date_placed + timedelta(minutes=60):%Y-%m-%dT%H:%M:%SZ}"
    assert refusal.facts["needed"] == [{"order": order.ref, "reason": "unpaid", "until": until}]
    assert refusal.facts["until"] == until


def test_goods_that_may_come_back(zebedee, place, settle, channel):
    channel.return_days = 14
    channel.save()
    order = settle(place(customer=zebedee.id))

    refusal = refused(zebedee)

    (needed,) = refusal.facts["needed"]
    assert needed["reason"] == "returnable"
    assert needed["until"].startswith(f"{order.shipments.get().delivered_at + timedelta(days=14):%Y-%m-%dT%H:%M}")
    after = timezone.now() + timedelta(days=15)
    assert erase_customer(zebedee, actor=SYSTEM, at=after).about["orders"] == 1


@pytest.mark.parametrize(
    ("rows", "columns", "reason"),
    [
        ("payments", {"needs_human": True}, "attention"),
        ("payments", {"asking": "capture"}, "payment"),
    ],
)
def test_money_that_waits(zebedee, place, settle, rows, columns, reason):
    order = settle(place(customer=zebedee.id))
    getattr(order, rows).update(**columns)

    assert refused(zebedee).facts["needed"] == [{"order": order.ref, "reason": reason, "until": None}]


def test_a_refund_or_a_plan_under_way(zebedee, place, settle):
    one, other = (settle(place(customer=zebedee.id)) for _ in range(2))
    at = timezone.now()
    written = {"actor_kind": "system", "actor_name": "System", "created_at": at, "updated_at": at}
    payment = one.payments.get()
    reserve_refund(payment, Decimal(1))
    Refund.objects.create(payment=payment, amount=1, **written)
    CancellationPlan.objects.create(order=other, plan_type="refund", **written)

    refusal = refused(zebedee)

    assert [(each["order"], each["reason"]) for each in refusal.facts["needed"]] == [
        (one.ref, "refund"),
        (other.ref, "plan"),
    ]


def test_what_is_still_owed(zebedee, place, settle):
    order = settle(place(customer=zebedee.id))
    Order.objects.filter(pk=order.pk).update(
        amount_waived=0, amount_paid=0, amount_outstanding=order.total, is_paid=False
    )

    assert [each["reason"] for each in refused(zebedee).facts["needed"]] == ["owed"]


def test_one_order_that_is_open_keeps_all_of_them(zebedee, lived, place):
    place(customer=zebedee.id)

    refusal = refused(zebedee)

    assert len(refusal.facts["needed"]) == 1
