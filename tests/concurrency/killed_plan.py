"""Kill a process at every step of a plan that is carried out, let the worker look after it, and tell how it ended.

Run by `test_fulfilment_killed.py` as a process of its own: `killed_plan.py SANDBOX_URL SECRET BOOKS`. The plan is about
a whole order that was paid by two payments. A line of JSON a point; `KILL_EVERY=1` takes every point.
"""
# ruff: noqa: E402 - models can be imported once Django is set up

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.utils import timezone

from addresses.models import Customer
from cancellations.models import CancellationPlan
from orders.cancelling.plan_execution import resume_plans
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.models import Channel, Order, OrderItem
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from orders.place import NewOrder, place_order
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.models import Payment, Refund
from tests.concurrency.killed import lives_through, told


def ready(channel, customer, provider):
    """A plan for everything of an order that was paid in two parts."""
    item = {"quantity": 2, "unit_price": Decimal("10.00")}
    order = place_order(NewOrder(channel=channel, customer=customer.id, currency="USD", items=[item]), **told())
    for amount in (Decimal("12.50"), None):
        payment = start_payment(order, method="sandbox-card", amount=amount, **told())
        provider.pay(payment.attempt_id, "4242424242424242")
        reconcile_money(timezone.now() + timedelta(minutes=2))
    return open_plan(order, NewPlan(plan_type="cancel"), **told())


def looked_after():
    """The worker's turns after the crash."""
    for minutes in (10, 30, 60):
        at = timezone.now() + timedelta(minutes=minutes)
        reconcile_money(at)
        resume_plans(at)


def end_of(plan, books):
    """How the plan, the order and both books stand."""
    plan, order = CancellationPlan.objects.get(pk=plan.pk), Order.objects.get(pk=plan.order_id)
    payments = Payment.objects.filter(order=order)
    attempts = set(payments.values_list("attempt_id", flat=True))
    kept = sum((Decimal(row["amount"]) for row in books.rows("movements") if row["payment"] in attempts), Decimal(0))
    refunds = Refund.objects.filter(payment__order=order)
    return {
        "plan": plan.status,
        "order": order.status,
        "refunded": str(order.amount_refunded.normalize()),
        "given_back": str((order.refund_amount + order.shipping_refund_amount).normalize()),
        "kept_by_us": str((order.amount_paid - order.amount_refunded).normalize()),
        "kept_by_them": str(kept.normalize()),
        "refunds": sorted(refunds.values_list("status", flat=True)),
        "pieces": OrderItem.objects.get(order=order).quantity_cancelled,
        "open_lines": plan.lines.filter(open=True).count(),
    }


def main():
    url, secret, path = sys.argv[1:]
    card = {"class": "payments.gateways.sandbox.gateway.SandboxCard", "label": "Card", "secret": secret, "url": url}
    settings.PAYMENT_GATEWAYS = {"sandbox-card": card}
    books, at = Books(Path(path)), timezone.now()
    provider = Provider(books)
    channel = Channel.objects.create(code="killed-plan", name="Killed", default_currency="USD")
    customer = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    for point in count(1, int(os.environ.get("KILL_EVERY", "12"))):
        plan = ready(channel, customer, provider)
        survived = lives_through(lambda p=plan: approve_plan(p, **told()), point)
        looked_after()
        was_approved = CancellationPlan.objects.get(pk=plan.pk).status != "waiting"
        if not was_approved:
            approve_plan(plan, **told())
        told_of = {"point": point, "survived": survived, "approved_before": was_approved, **end_of(plan, books)}
        sys.stdout.write(json.dumps(told_of) + "\n")
        sys.stdout.flush()
        if survived:
            return


if __name__ == "__main__":
    main()
