"""Kill a process at every step of a command, reconcile, and tell whether the gateway's books and ours agree.

Run by `test_money_killed.py` as a process of its own: `killed.py COMMAND SANDBOX_URL SECRET BOOKS`. For each point in
the command (before each statement, before and after each commit, before, during and after each request to the gateway)
a child is forked that does the command on a fresh order and kills itself there with SIGKILL. A line of JSON a point.
`KILL_EVERY=1` takes every point, the default every third.
"""
# ruff: noqa: E402 - models can be imported once Django is set up

import json
import os
import signal
import sys
import threading
import time
import traceback
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import django

django.setup()

import requests
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from orders.models import Channel, Order
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundRequest, refund_order
from orders.place import NewOrder, place_order
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.models import Payment, Refund

IN_FLIGHT = 0.05
SLOW = 0.12


class Mortal:
    """Dies at the n-th point that it passes."""

    def __init__(self, dies_at):
        self.left = dies_at

    def point(self):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute, sql, params, many, context):
        self.point()
        return execute(sql, params, many, context)

    def commit(self, commit):
        def around(wrapper):
            self.point()
            commit(wrapper)
            self.point()

        return around

    def request(self, request):
        def around(*args, **kwargs):
            self.point()
            if self.left == 1:
                threading.Thread(target=request, args=args, kwargs=kwargs, daemon=True).start()
                time.sleep(IN_FLIGHT)
            self.point()
            answer = request(*args, **kwargs)
            self.point()
            return answer

        return around


def lives_through(act, dies_at):
    """Do it in a child that dies at this point; whether it got to the end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        mortal = Mortal(dies_at)
        BaseDatabaseWrapper._commit = mortal.commit(BaseDatabaseWrapper._commit)
        requests.request = mortal.request(requests.request)
        try:
            with connection.execute_wrapper(mortal.statement):
                act()
        except BaseException:  # noqa: BLE001 - a child must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit("The command failed by itself.")
    return not os.WIFSIGNALED(status)


def args():
    return {"actor": SYSTEM, "at": timezone.now()}


def refund(order, payment):
    refund_order(order, RefundRequest(amount=Decimal("7.50")), key=str(order.pk), **args())


def capture(order, payment):
    capture_payment(order, payment, **args())


def cancel(order, payment):
    cancel_payment(order, payment, **args())


COMMANDS = {
    "refund": ("sandbox-card", refund),
    "capture": ("sandbox-hold", capture),
    "cancel": ("sandbox-hold", cancel),
}


def ready(channel, customer, method, provider):
    """An order whose money is paid, or held."""
    new = NewOrder(
        channel=channel, customer=customer.id, currency="USD", items=[{"quantity": 1, "unit_price": Decimal("23.50")}]
    )
    order = place_order(new, **args())
    payment = start_payment(order, method=method, **args())
    provider.pay(payment.attempt_id, "4242424242424242")
    reconcile_money(timezone.now() + timedelta(minutes=2))
    return order, Payment.objects.get(pk=payment.pk)


def both_books(order, payment, books):
    """What the two sides say is with us, and in which states they are."""
    moved = [row for row in books.rows("movements") if row["payment"] == payment.attempt_id]
    theirs = sum((Decimal(row["amount"]) for row in moved), Decimal(0))
    fresh, paid = Payment.objects.get(pk=payment.pk), Order.objects.get(pk=order.pk)
    kept = fresh.amount - fresh.refunded_amount if fresh.status == "completed" else Decimal(0)
    return {
        "ours": str(kept.normalize()),
        "order": str((paid.amount_paid - paid.amount_refunded).normalize()),
        "theirs": str(theirs.normalize()),
        "reserved": str(fresh.refund_reserved.normalize()),
        "status": fresh.status,
        "asking": fresh.asking,
        "refunds": list(Refund.objects.filter(payment=payment).values_list("status", flat=True)),
        "keys": sorted({r["key"] for r in books.rows("requests") if r["operation"] in COMMANDS and mine(r, payment)}),
    }


def mine(request, payment):
    return request["subject"] == payment.attempt_id


def main():
    command, url, secret, path = sys.argv[1:]
    method, act = COMMANDS[command]
    card = {"class": "payments.gateways.sandbox.gateway.SandboxCard", "label": "Card", "secret": secret, "url": url}
    settings.PAYMENT_GATEWAYS = {"sandbox-card": card, "sandbox-hold": {**card, "capture": "manual"}}
    books, at = Books(Path(path)), timezone.now()
    provider = Provider(books)
    channel = Channel.objects.create(code=f"killed-{command}", name="Killed", default_currency="USD")
    customer = Customer.objects.create(
        channel=channel,
        email="customer-17@example.com",
        first_name="Customer",
        last_name="17",
        created_at=at,
        updated_at=at,
    )
    for point in count(1, int(os.environ.get("KILL_EVERY", "3"))):
        order, payment = ready(channel, customer, method, provider)
        books.play(command, "slow", payment=payment.attempt_id, seconds=SLOW)
        survived = lives_through(lambda o=order, p=payment: act(o, p), point)
        for minutes in (10, 30):
            reconcile_money(timezone.now() + timedelta(minutes=minutes))
        time.sleep(0 if survived else IN_FLIGHT)
        sys.stdout.write(json.dumps({"point": point, "survived": survived, **both_books(order, payment, books)}) + "\n")
        sys.stdout.flush()
        if survived:
            return


if __name__ == "__main__":
    main()
