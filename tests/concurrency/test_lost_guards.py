"""The races of `test_money_races.py` with the guards taken away: the loss is there, and is seen."""

from contextlib import contextmanager
from decimal import Decimal

from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import Refusal
from common.fields import MoneyField
from orders.models import Order
from orders.money import ask_gateway, reserve
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from payments.models import Payment
from tests.concurrency.at_once import RACE, args, at_once
from tests.concurrency.claims import asked_to_give_back, claimed

pytestmark = RACE


@contextmanager
def without_guards(monkeypatch, *constraints):
    """No lock on the order, and none of these constraints in the database."""
    monkeypatch.setattr("orders.change.locked_order", lambda order_id: Order.objects.get(pk=order_id))
    definitions = {name: _definition(name) for name in constraints}
    for name, (table, _) in definitions.items():
        _execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        _execute("TRUNCATE orders_order CASCADE")
        for name, (table, text) in definitions.items():
            _execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')


def _definition(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
        )
        return cursor.fetchone()


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_without_the_guards_more_is_given_back_than_was_paid(place, money, sandbox, monkeypatch):
    def reserve_after_a_look(payment, amount):
        current = Payment.objects.get(pk=payment.pk)
        if current.refundable_amount < amount:
            raise Refusal
        Payment.objects.filter(pk=payment.pk).update(
            refund_reserved=F("refund_reserved") + MoneyField().get_prep_value(amount)
        )

    monkeypatch.setattr(reserve, "reserve_refund", reserve_after_a_look)
    guards = ("payment_never_refunded_beyond_its_amount", "event_sequence_once_an_order", "order_refunded_within_paid")
    lost = False
    with without_guards(monkeypatch, *guards):
        for _ in range(50):
            order = place()
            payment = money.pay(order)
            at_once(*(lambda order=order: _lossy(order) for _ in range(4)))
            asked, _ = asked_to_give_back(sandbox, payment)
            lost = asked > payment.amount
            if lost:
                break

    assert lost


def _lossy(order):
    try:
        return refund_order(order, RefundRequest(amount=Decimal("20.00")), **args())
    except (AssertionError, IntegrityError):
        return None


def test_without_the_guards_capture_and_cancel_are_both_asked(place, money, sandbox, monkeypatch):
    monkeypatch.setattr(ask_gateway, "begin_asking", _begin_without_looking)
    seen = False
    with without_guards(monkeypatch, "event_sequence_once_an_order"):
        for _ in range(50):
            order = place()
            payment = money.pay(order, method="sandbox-hold")
            at_once(
                lambda o=order, p=payment: capture_payment(o, p, **args()),
                lambda o=order, p=payment: cancel_payment(o, p, **args()),
            )
            asked = [row for row in sandbox.requests("capture", "cancel") if row["subject"] == payment.attempt_id]
            seen = len(asked) > 1
            if seen:
                break

    assert seen


def _begin_without_looking(payment, question, *, at, key=""):
    Payment.objects.filter(pk=payment.pk).update(asking=question)
    payment.asking = question


def test_without_the_lock_more_is_claimed_than_is_owed(place, sandbox, monkeypatch):
    seen = False
    with without_guards(monkeypatch, "event_sequence_once_an_order"):
        for _ in range(50):
            order = place()
            at_once(
                *(
                    lambda order=order: start_payment(order, method="bank-transfer", actor=SYSTEM, at=timezone.now())
                    for _ in range(4)
                )
            )
            seen = claimed(order) > order.total
            if seen:
                break

    assert seen
