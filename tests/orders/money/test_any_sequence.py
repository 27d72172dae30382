"""Whatever happens in whatever order to an order and its money: after each step our rows, the gateway's books and the
order's sums agree."""

import os
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from addresses.models import Customer
from common.actors import SYSTEM
from common.errors import InvalidInput, Refusal
from common.money import smallest_unit
from orders.models import Channel, Order
from orders.money.balance import balance_of
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.complete import complete_payment
from orders.money.pay import start_payment
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundRequest, refund_order
from orders.money.resolve import resolve_payment
from orders.place import NewOrder, place_order
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.cards import CARDS
from payments.gateways.sandbox.dashboard import Dashboard
from payments.gateways.sandbox.provider import Provider, Refused
from payments.gateways.sandbox.server import SandboxServer
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS
from tests.orders.money.goods import Goods
from tests.sandbox import SECRET, Sandbox, payload

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "12"))
METHODS = ["sandbox-card", "sandbox-hold", "bank-transfer"]
QUICK_CARDS = sorted(number for number in CARDS if number != "4000000000000077")
DESK = ["take", "refund", "dispute", "turn_refund", "won", "lost"]
UNOWED = {"overpaid", "kept_after_cancellation"}
TRICKS = ["cut_before", "cut_after", "error_before", "error_after"]


class Money(Goods):
    """An order, its gateway, and everything that can be done with its money and goods."""

    @initialize(currency=st.sampled_from(["JPY", "USD", "KWD"]), units=st.integers(1, 5000))
    def begin(self, currency, units):
        self.atomic = transaction.atomic()
        self.atomic._from_testcase = True
        self.atomic.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        server = SandboxServer(Provider(Books(Path(self.folder.name, "books.sqlite3"))), secret=SECRET)
        server.start()
        self.sandbox = Sandbox(server.provider.books, server)
        self.configured = override_settings(PAYMENT_GATEWAYS=self.sandbox.configured)
        self.configured.enable()
        self.unheard = False
        self.at, self.unit = timezone.now(), smallest_unit(currency)
        self.order = self._place(currency, units * self.unit)
        self.total = self.order.total

    def _place(self, currency, price):
        channel = Channel.objects.create(code="web", name="Web", default_currency=currency)
        customer = Customer.objects.create(
            channel=channel, email="shop@example.com", created_at=self.at, updated_at=self.at
        )
        items = [{"sku": "MUG", "quantity": 3, "unit_price": price}, {"sku": "CAP", "quantity": 1, "unit_price": price}]
        shipping = [{"type": "shipping", "amount": 5 * self.unit}, {"type": "discount", "amount": -self.unit}]
        new = NewOrder(
            channel=channel, customer=customer.id, currency=currency, items=items, adjustments=shipping,
        )  # fmt: skip
        return place_order(new, actor=SYSTEM, at=self.at)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            self.configured.disable()
            self.sandbox.server.shutdown()
            self.sandbox.server.server_close()
            self.folder.cleanup()

    def _try(self, act, *args, **wanted):
        """A refusal is an answer like any other."""
        self.at += timedelta(seconds=1)
        try:
            act(self.order, *args, actor=SYSTEM, at=self.at, **wanted)
        except (Refusal, InvalidInput):
            pass

    def _part(self, share):
        return None if share == 100 else max(self.unit, (self.total * share / 100) // self.unit * self.unit)

    def _payment(self, index):
        payments = list(Payment.objects.filter(order=self.order).order_by("id"))
        return payments[index % len(payments)]

    def has_payments(self):
        return Payment.objects.filter(order=self.order).exists()

    @rule(method=st.sampled_from(METHODS), share=st.integers(1, 110))
    def pay(self, method, share):
        self._try(start_payment, method=method, amount=self._part(share))

    @precondition(has_payments)
    @rule(index=st.integers(0, 9), card=st.sampled_from(QUICK_CARDS))
    def give_a_card(self, index, card):
        payment = self._payment(index)
        if payment.attempt_id:
            try:
                self.sandbox.pay(payment, card)
            except Refused:
                pass

    @precondition(has_payments)
    @rule(index=st.integers(0, 9), act=st.sampled_from([capture_payment, cancel_payment, complete_payment]))
    def act_on_a_payment(self, index, act):
        self._try(act, self._payment(index))

    def waits_for_a_person(self):
        return Payment.objects.filter(order=self.order, needs_human=True).exists()

    @precondition(waits_for_a_person)
    @rule(index=st.integers(0, 9))
    def resolve(self, index):
        waiting = list(Payment.objects.filter(order=self.order, needs_human=True).order_by("id"))
        self._try(resolve_payment, waiting[index % len(waiting)], reason="Voucher")

    @rule(share=st.integers(1, 110))
    def refund(self, share):
        self._try(refund_order, RefundRequest(amount=self._part(share)))

    @rule(keep=st.booleans())
    def call_back(self, keep):
        for body in self.sandbox.owed_webhooks():
            self.sandbox.call_back(body, method=self._method_of(payload(body)), at=self.at)
        if not keep:
            with self.sandbox.books.changing() as books:
                books.execute("DELETE FROM webhooks")

    def _method_of(self, event):
        """The gateway that is called back: each has an address of its own."""
        about = event.get("refund") or event.get("dispute")
        attempt = about["payment"] if about else event["payment"]["id"]
        return Payment.objects.filter(attempt_id=attempt).first().method

    @precondition(has_payments)
    @rule(index=st.integers(0, 9), share=st.integers(1, 130), what=st.sampled_from(DESK))
    def act_at_the_gateway(self, index, share, what):
        """Past this service: refunds, disputes, other amounts, and a gateway that changes its mind."""
        payment, desk = self._payment(index), Dashboard(self.sandbox.provider)
        amount = str(self._part(share) or self.total)
        refunds, disputes = desk.refunds(payment.attempt_id), desk.disputes(payment.attempt_id)
        acts = {
            "take": lambda: desk.take(payment.attempt_id, amount),
            "refund": lambda: desk.refund(payment.attempt_id, amount),
            "dispute": lambda: desk.dispute(payment.attempt_id, amount),
            "turn_refund": lambda: refunds and desk.turn_refund(refunds[share % len(refunds)]["id"]),
            "won": lambda: disputes and desk.close_dispute(disputes[share % len(disputes)]["id"], "won"),
            "lost": lambda: disputes and desk.close_dispute(disputes[share % len(disputes)]["id"], "lost"),
        }
        owed = len(self.sandbox.owed_webhooks())
        try:
            acts[what]()
        except Refused:
            return
        self.unheard |= len(self.sandbox.owed_webhooks()) == owed

    @rule(operation=st.sampled_from(["start", "capture", "cancel", "refund", "look_up"]), trick=st.sampled_from(TRICKS))
    def misbehave(self, operation, trick):
        self.sandbox.misbehave(operation, trick)

    @rule()
    def reconcile(self):
        self.at += timedelta(hours=3)
        reconcile_money(self.at)

    @invariant()
    def nothing_is_lost(self):
        if not hasattr(self, "order"):
            return
        order = Order.objects.get(pk=self.order.pk)
        self._is_told_what_disagrees(order)
        assert 0 <= order.amount_refunded <= order.amount_paid
        open_or_paid = Payment.objects.filter(order=order, status__in=[*OPEN_PAYMENTS, "completed"])
        assert all(row.amount > 0 for row in open_or_paid)
        events = list(order.events.order_by("sequence").values_list("sequence", flat=True))
        assert events == list(range(1, len(events) + 1))
        for payment in Payment.objects.filter(order=order).exclude(attempt_id=""):
            self._agrees_with_the_gateway(payment)

    def _is_told_what_disagrees(self, order):
        """The sums agree, or a payment that a person must look at says why not."""
        wrong = {check.name for check in balance_of(order).checks if not check.agrees}
        waiting = set(Payment.objects.filter(order=order, needs_human=True).values_list("attention", flat=True))
        assert all(name.endswith("refunded_beyond") or name in UNOWED for name in wrong), wrong
        assert not wrong or waiting, wrong

    def _agrees_with_the_gateway(self, payment):
        """To the last unit where nothing is under way; where something is, between what was and what may have been.
        What is not recorded yet is due in a webhook of the gateway, or waits for a person."""
        if self.sandbox.owed_webhooks() or self.unheard or payment.needs_human:
            return
        theirs = self.sandbox.taken(payment.attempt_id)
        rows = Payment.objects.filter(attempt_id=payment.attempt_id)
        ours = sum(
            (row.amount - row.refunded_amount - row.refunded_beyond for row in rows if row.status == "completed"),
            Decimal(0),
        )
        reserved = sum((row.refund_reserved for row in rows), Decimal(0))
        if any(row.status in OPEN_PAYMENTS for row in rows):
            assert theirs <= max(payment.amount, self.total * 4)
        elif Refund.objects.filter(payment__in=rows, status__in=PENDING_REFUNDS).exists():
            assert ours - reserved <= theirs <= ours
        else:
            assert ours == theirs


@pytest.mark.django_db
@pytest.mark.timeout(600 + 60 * EXAMPLES)
def test_our_rows_the_gateways_books_and_the_orders_sums_agree_after_each_step():
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
