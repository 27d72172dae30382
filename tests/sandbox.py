"""A card provider for tests: the sandbox on a port of its own, with fresh books, and ways to pay with it."""

import json
import time
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import requests
from django.utils import timezone

from common.actors import SYSTEM
from orders.models import Order
from orders.money.gateway_webhook import receive_gateway_webhook
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from payments.gateways.registry import gateway
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.provider import Provider
from payments.gateways.sandbox.server import SandboxServer
from payments.gateways.sandbox.signature import HEADER, signed
from payments.models import Payment, Refund

SECRET = "the sandbox's secret"
GOOD_CARD = "4242424242424242"
BY_HAND = "payments.gateways.manual.ManualGateway"
CARD = "payments.gateways.sandbox.gateway.SandboxCard"


class Sandbox:
    """The provider behind its port, and what tests do with it in the customer's place."""

    def __init__(self, books, server):
        self.books = books
        self.server = server
        self.provider = server.provider

    @property
    def configured(self):
        """`PAYMENT_GATEWAYS` with a card that is charged at once, one that is captured later, and money by hand."""
        card = {
            "class": CARD,
            "secret": SECRET,
            "url": self.server.address,
            "webhook_url": "http://localhost/api/v1/payments/webhooks/sandbox-card/",
            "seconds": 2,
        }
        return {
            "bank-transfer": {"class": BY_HAND, "label": "Bank transfer"},
            "cash-on-delivery": {"class": BY_HAND, "label": "Cash on delivery"},
            "sandbox-card": {**card, "label": "Card"},
            "sandbox-hold": {**card, "label": "Card, captured later", "capture": "manual"},
        }

    def pay(self, payment, card=GOOD_CARD):
        """The customer gives a card at the gateway's page."""
        return self.provider.pay(payment.attempt_id, card)

    def misbehave(self, operation, trick, *, seconds=0.0, times=1):
        self.books.play(operation, trick, seconds=seconds, times=times)

    def requests(self, *operations):
        """What was asked, oldest first."""
        return [row for row in self.books.rows("requests") if not operations or row["operation"] in operations]

    def taken(self, attempt_id=None):
        """What the provider's books say is with us: taken less given back."""
        rows = self.books.rows("movements")
        return sum((Decimal(row["amount"]) for row in rows if attempt_id in (None, row["payment"])), Decimal(0))

    def owed_webhooks(self):
        return [row["body"].encode() for row in self.books.rows("webhooks")]

    def call_back(self, body, *, method="sandbox-card", at=None):
        """Deliver one call-back to the service."""
        headers = {HEADER: signed(body, SECRET, at=int(time.time()))}
        return receive_gateway_webhook(gateway(method), headers, body, at=at or timezone.now())

    def deliver(self, *, method="sandbox-card"):
        """Deliver everything that is owed, in the order in which it is due, and forget it."""
        owed = sorted(self.books.rows("webhooks"), key=lambda row: (row["due"], row["number"]))
        with self.books.changing() as connection:
            connection.execute("DELETE FROM webhooks")
        return [self.call_back(row["body"].encode(), method=method) for row in owed]

    def page(self, payment, **form):
        return requests.post(payment.url, data=form, timeout=5, allow_redirects=False)


@pytest.fixture
def sandbox(tmp_path, settings):
    books = Books(tmp_path / "sandbox.sqlite3")
    server = SandboxServer(Provider(books), secret=SECRET)
    server.start()
    sandbox = Sandbox(books, server)
    settings.PAYMENT_GATEWAYS = sandbox.configured
    yield sandbox
    server.shutdown()
    server.server_close()


@pytest.fixture
def now():
    return {"actor": SYSTEM, "at": timezone.now()}


@pytest.fixture
def money(sandbox):
    """Ways to get an order into a state."""

    def start(order, method="sandbox-card", **wanted):
        return start_payment(order, method=method, actor=SYSTEM, at=timezone.now(), **wanted)

    def pay(order, card=GOOD_CARD, method="sandbox-card", **wanted):
        """Begin a payment, pay at the page, and hear of it."""
        payment = start(order, method, **wanted)
        sandbox.pay(payment, card)
        sandbox.deliver(method=method)
        return Payment.objects.get(pk=payment.pk)

    def reconcile(**later):
        return reconcile_money(timezone.now() + timedelta(**(later or {"minutes": 5})))

    return SimpleNamespace(start=start, pay=pay, reconcile=reconcile)


def state_of(order):
    """An order's columns, read again."""
    return Order.objects.get(pk=order.pk)


def sums(order):
    """What was paid and refunded of an order, and what its payment status says."""
    fresh = state_of(order)
    return fresh.amount_paid, fresh.amount_refunded, fresh.payment_status


def gateway_and_books_agree(sandbox, order):
    """Whether the provider's books and ours say the same about an order, to the last unit."""
    payments = Payment.objects.filter(order=order).exclude(attempt_id="")
    ours = sum((row.amount - row.refunded_amount for row in payments if row.status == "completed"), Decimal(0))
    attempts = set(payments.values_list("attempt_id", flat=True))
    theirs = sum((sandbox.taken(attempt) for attempt in attempts), Decimal(0))
    assert ours == theirs
    fresh = state_of(order)
    assert fresh.amount_paid - fresh.amount_refunded == ours
    assert not Refund.objects.filter(payment__order=order, status__in=["reserved", "sent", "unknown"]).exists()
    return True


def payload(body):
    return json.loads(body)
