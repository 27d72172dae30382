"""Kill a process at every step of what is done to the goods of an order, let the worker look after it and the caller
ask again, and tell how it ended.

Run by `test_fulfilment_killed.py` as a process of its own: `killed_goods.py SANDBOX_URL SECRET BOOKS`. The order is for
two units and was paid by two payments. A line of JSON a point; `KILL_EVERY=1` takes every point.
"""
# ruff: noqa: E402 - models can be imported once Django is set up

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import django

django.setup()

from django.conf import settings
from django.utils import timezone

from addresses.models import Customer
from events.models import Event
from events.types import EventType
from orders.amending.amend import Amendment, amend_order
from orders.cancelling.ask_return import ask_return
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_execution import resume_plans
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.fulfilment.unship import unship_shipment
from orders.models import Channel, Order, OrderItem, Shipment
from orders.money.balance import balance_of
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundRequest, refund_order
from orders.place import NewOrder, place_order
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.models import Payment, Refund
from tests.concurrency.killed import args, lives_through


class Case(NamedTuple):
    """A command on a row that is made ready for it, and the event by which it is known to have begun. Under a key, the
    caller asks again however far it got."""

    ready: Callable[[Order], Any]
    act: Callable[[Any], Any]
    records: EventType
    has_key: bool = False


def asked_to_cancel(order):
    return open_plan(order, NewPlan(plan_type="cancel"), **args())


def sent(order):
    ship_order(order, **args())
    return Shipment.objects.get(order=order)


def arrived(order):
    deliver_shipment(sent(order), **args())
    return order


def amend_to_one(order):
    item = OrderItem.objects.get(order=order)
    return amend_order(order, Amendment(change=[{"item": item.id, "quantity": 1}]), **args())


def refund_both_units(order):
    units = [{"item": OrderItem.objects.get(order=order).id, "quantity": 2}]
    return refund_order(order, RefundRequest(items=units), key=order.pk.hex, **args())


CASES = {
    "approve": Case(asked_to_cancel, lambda plan: approve_plan(plan, **args()), EventType.PLAN_APPROVED),
    "amend": Case(lambda order: order, amend_to_one, EventType.ORDER_AMENDED),
    "unship": Case(sent, lambda parcel: unship_shipment(parcel, **args()), EventType.SHIPMENT_UNSHIPPED),
    "lose": Case(
        sent,
        lambda parcel: lose_shipment(parcel, instead="refund", key=parcel.pk.hex, **args()),
        EventType.SHIPMENT_LOST,
        True,
    ),
    "refund_units": Case(lambda order: order, refund_both_units, EventType.ITEM_SHIPPING_STOPPED, True),
    "ask_return": Case(
        arrived, lambda order: ask_return(order, key=order.pk.hex, **args()), EventType.PLAN_OPENED, True
    ),
}


def paid_in_two(channel, customer, provider):
    item = {"quantity": 2, "unit_price": Decimal("10.00")}
    order = place_order(NewOrder(channel=channel, customer=customer.id, currency="USD", items=[item]), **args())
    for amount in (Decimal("12.50"), None):
        payment = start_payment(order, method="sandbox-card", amount=amount, **args())
        provider.pay(payment.attempt_id, "4242424242424242")
        reconcile_money(timezone.now() + timedelta(minutes=2))
    return Order.objects.get(pk=order.pk)


def looked_after():
    """The worker's turns after the crash."""
    for minutes in (10, 30, 60):
        at = timezone.now() + timedelta(minutes=minutes)
        reconcile_money(at)
        resume_plans(at)


def times_recorded(case, order):
    return Event.objects.filter(order=order, type=case.records).count()


def asked_again(case, order, row):
    """What the caller does who got no answer; whether the command had begun by then."""
    had_begun = times_recorded(case, order) > 0
    if case.has_key or not had_begun:
        case.act(type(row).objects.get(pk=row.pk))
    return had_begun


def end_of(case, order, books):
    """How goods, order and both books stand."""
    order, item = Order.objects.get(pk=order.pk), OrderItem.objects.get(order=order)
    attempts = set(Payment.objects.filter(order=order).values_list("attempt_id", flat=True))
    theirs = sum((Decimal(row["amount"]) for row in books.rows("movements") if row["payment"] in attempts), Decimal(0))
    ours = order.amount_paid - order.amount_refunded
    sequence = list(Event.objects.filter(order=order).order_by("sequence").values_list("sequence", flat=True))
    return {
        "order": order.status,
        "shipments": sorted(Shipment.objects.filter(order=order).values_list("state", flat=True)),
        "units": [item.quantity, item.quantity_shipped, item.quantity_cancelled],
        "plans": list(order.cancellation_plans.values_list("status", flat=True)),
        "refunds": sorted(Refund.objects.filter(payment__order=order).values_list("status", flat=True)),
        "kept": [f"{ours:.2f}", f"{theirs:.2f}"],
        "wrong": [check.name for check in balance_of(order).checks if not check.agrees],
        "recorded": times_recorded(case, order),
        "gaps": sequence != list(range(1, order.event_count + 1)),
    }


def main():
    url, secret, path = sys.argv[1:]
    card = {"class": "payments.gateways.sandbox.gateway.SandboxCard", "label": "Card", "secret": secret, "url": url}
    settings.PAYMENT_GATEWAYS = {"sandbox-card": card}
    books, at = Books(Path(path)), timezone.now()
    provider = Provider(books)
    channel = Channel.objects.create(code="killed", name="Killed", default_currency="USD")
    customer = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    for command, case in CASES.items():
        for point in count(1, int(os.environ.get("KILL_EVERY", "16"))):
            order = paid_in_two(channel, customer, provider)
            row = case.ready(order)
            survived = lives_through(lambda c=case, r=row: c.act(type(r).objects.get(pk=r.pk)), point)
            looked_after()
            had_begun = asked_again(case, order, row)
            told_of = {"command": command, "point": point, "had_begun": had_begun, "end": end_of(case, order, books)}
            sys.stdout.write(json.dumps(told_of) + "\n")
            sys.stdout.flush()
            if survived:
                break


if __name__ == "__main__":
    main()
