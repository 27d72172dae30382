"""The audit names every contradiction in a book of many orders, and nothing else.

`AUDIT_ORDERS=1000000` plants them among a million made-up orders, the default among three hundred.
"""

import os
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from uuid6 import uuid7

from cancellations.models import PlanLine
from common.part_guards import OnlyChangedIn
from orders.models import Adjustment, Order, OrderItem
from orders.money.audit import ORDER_COLUMNS, PAYMENT_COLUMNS
from orders.money.balance import balance_of
from orders.statuses import OrderStatus
from payments.models import Payment, Refund

ORDERS = int(os.environ.get("AUDIT_ORDERS", "300"))
ONE = Decimal(1)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300 + ORDERS / 500)]

PAID = {"status": OrderStatus.COMPLETED, "payment_status": "paid"}
UNPAID = {"status": OrderStatus.CREATED, "payment_status": "awaiting_payment"}
PARTLY_REFUNDED = {"payment_status": "partially_refunded"}
REFUNDED = {"status": OrderStatus.REFUNDED, "payment_status": "refunded"}
SHIPPED_FOR_MONEY = {"adjustments__type": "shipping"}
PLANNED = {"cancellation_plans__isnull": False}
OF_PLANS = {"refund_amount", "shipping_refund_amount", "discount_refund_amount"}
TAKEN_OFF = {"discount_amount", "tax_amount", "shipping_interest_amount"}


def write(row, **columns):
    """Past all services: amounts are added, everything else is put."""
    values = {name: getattr(row, name) + by if isinstance(by, Decimal) else by for name, by in columns.items()}
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def payment_of(order):
    return Payment.objects.get(order=order, status="completed")


def more_paid_than_its_payments(order):
    write(order, amount_paid=ONE, amount_outstanding=-ONE)


def more_refunded_than_its_refunds(order):
    write(order, amount_refunded=ONE)


def a_surplus_refunded_that_nobody_refunded(order):
    write(order, excess_refunded=ONE, amount_outstanding=ONE)


def an_item_that_became_dearer(order):
    write(OrderItem.objects.filter(order=order).first(), adjustments_total=ONE, total=ONE)


def shipping_that_became_dearer(order):
    Adjustment.objects.create(order=order, type="shipping", position=99, amount=ONE)


def more_taken_off_than_adjustments_say(order):
    write(order, discount_amount=ONE, tax_amount=ONE, shipping_interest_amount=ONE)


def more_cancelled_than_plans_say(order):
    write(order, refund_amount=ONE, shipping_refund_amount=ONE, discount_refund_amount=ONE)


def a_line_that_costs_more_than_its_plan_says(order):
    write(PlanLine.objects.filter(plan__order=order).first(), refund_amount=ONE)


def another_payment_status(order):
    write(order, payment_status="authorized")


def more_paid_than_due(order):
    write(order, amount_paid=ONE, amount_outstanding=-ONE)
    payment = payment_of(order)
    payment.pk, payment.amount, payment.idempotency_key, payment.transaction_id = uuid7(), ONE, None, ""
    payment.save(force_insert=True)


def money_kept_of_an_order_that_is_over(order):
    write(order, amount_refunded=-order.amount_refunded, payment_status="paid")
    Refund.objects.filter(payment__order=order).update(status="failed")
    write(payment_of(order), refunded_amount=-payment_of(order).refunded_amount)


def more_refunded_than_the_payments_refunds(order):
    write(payment_of(order), refunded_amount=ONE)


def reserved_for_no_refund(order):
    write(payment_of(order), refund_reserved=ONE)


def refunded_beyond_the_payment(order):
    write(order, amount_refunded=-ONE)
    write(payment_of(order), refunded_amount=-ONE, refunded_beyond=ONE)


def paid_in_another_currency(order):
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in OnlyChangedIn("order", "currency", "status", []).trigger(Order).drop(connection.vendor):
            cursor.execute(statement)
    write(order, currency="XTS")


def attention(reason):
    def plant(order):
        write(payment_of(order), attention=reason, needs_human=True)

    return plant


PLANTS = [
    (PAID, more_paid_than_its_payments, {"amount_paid", "amount_outstanding"}),
    (PARTLY_REFUNDED, more_refunded_than_its_refunds, {"amount_refunded"}),
    (UNPAID, a_surplus_refunded_that_nobody_refunded, {"excess_refunded", "amount_outstanding"}),
    (PAID, an_item_that_became_dearer, {"subtotal", "items.adjustments_total"}),
    (SHIPPED_FOR_MONEY, shipping_that_became_dearer, {"adjustments_total", "shipping_amount"}),
    (PAID, more_taken_off_than_adjustments_say, TAKEN_OFF),
    (PAID, more_cancelled_than_plans_say, {*OF_PLANS, "kept_after_cancellation"}),
    (PLANNED, a_line_that_costs_more_than_its_plan_says, {"plans.refund_amount"}),
    (PAID, another_payment_status, {"payment_status"}),
    (PAID, more_paid_than_due, {"overpaid"}),
    (REFUNDED, money_kept_of_an_order_that_is_over, {"kept_after_cancellation"}),
    (PAID, more_refunded_than_the_payments_refunds, {"refunded_amount"}),
    (PAID, reserved_for_no_refund, {"refund_reserved"}),
    (PARTLY_REFUNDED, refunded_beyond_the_payment, {"refunded_beyond"}),
    (PAID, paid_in_another_currency, {"currency"}),
    *((PAID, attention(reason), {"attention"}) for reason in ("contradicted", "other_amount", "other_currency")),
]
"""On which orders, what becomes of one of them, and all that is to be said of it."""

ONLY_AUDITED = {
    "subtotal", "adjustments_total", "items.adjustments_total", "shipping_amount", "payment_status", "currency",
    "attention", "plans.refund_amount", *OF_PLANS, *TAKEN_OFF,
}  # fmt: skip
"""What the balance of a single order does not repeat."""


def planted():
    """One contradiction of each kind, each on an order of its own, spread over the book: what must be named."""
    expected = {}
    for where, plant, columns in PLANTS:
        anywhere = Order.objects.filter(**where).exclude(pk__in=expected).order_by("token_digest")
        order = anywhere[0]
        plant(order)
        expected[order.pk] = columns
    return expected


def audited(capsys):
    """What the command names, by the order's ref, and its exit code."""
    code = 0
    try:
        call_command("audit_money", "--no-progress")
    except SystemExit as stop:
        code = stop.code
    *lines, said = capsys.readouterr().out.splitlines()
    assert said.startswith(f"{ORDERS} orders, ")
    named = {}
    for line in lines:
        where, _, what = line.partition(": ")
        named.setdefault(where.partition(", payment ")[0], set()).add(what.split()[0])
    return named, code


def test_every_kind_of_contradiction_is_planted():
    assert set.union(*(columns for _, _, columns in PLANTS)) == {*ORDER_COLUMNS, *PAYMENT_COLUMNS}


def test_each_contradiction_is_named_and_nothing_else(capsys):
    call_command("seed", orders=ORDERS, until=date(2026, 1, 1), verbosity=0)
    assert audited(capsys) == ({}, 0)

    expected = planted()

    named, code = audited(capsys)
    orders = Order.objects.in_bulk(expected)
    assert named == {orders[pk].ref: columns for pk, columns in expected.items()}
    assert code == 1
    for pk, columns in expected.items():
        disagreeing = {check.name.rpartition(": ")[2] for check in balance_of(orders[pk]).checks if not check.agrees}
        assert disagreeing == columns - ONLY_AUDITED
