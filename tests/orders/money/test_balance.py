"""The balance: every movement of money with its row, and the sums that must agree."""

from decimal import Decimal

from django.core.management import call_command

from orders.models import Order
from orders.money.balance import balance_of
from orders.money.refund import RefundRequest, refund_order
from payments.models import Payment, Refund
from tests.sandbox import state_of


def test_every_movement_has_its_row(order, money, now):
    declined = money.pay(order, card="4000000000000002")
    paid = money.pay(order)
    refund = refund_order(order, RefundRequest(amount=Decimal("3.50")), **now).refunds[0]

    balance = balance_of(state_of(order))

    rows = {(row.kind, row.row, row.amount, row.counts) for row in balance.movements}
    assert rows == {
        ("payment", declined.pk, Decimal("23.50"), False),
        ("payment", paid.pk, Decimal("23.50"), True),
        ("refund", refund.pk, Decimal("-3.50"), True),
    }
    assert (balance.kept, balance.expected, balance.on_its_way_back) == (Decimal("20.00"), 0, 0)
    assert balance.agrees


def test_money_on_its_way_back_is_shown(order, money, sandbox, now):
    money.pay(order)
    sandbox.misbehave("refund", "cut_before")
    refund_order(order, RefundRequest(), **now)

    balance = balance_of(state_of(order))

    assert (balance.on_its_way_back, balance.kept) == (Decimal("23.50"), Decimal("23.50"))
    assert balance.agrees


def test_a_sum_that_was_tampered_with_is_named(order, money):
    payment = money.pay(order)
    Payment.objects.filter(pk=payment.pk).update(refunded_amount=Decimal("1.00"))

    balance = balance_of(state_of(order))

    assert [check.name for check in balance.checks if not check.agrees] == [f"payment {payment.pk}: refunded_amount"]


def test_the_audit_finds_nothing_where_nothing_is_wrong(order, place, money, now, capsys):
    money.pay(order)
    refund_order(order, RefundRequest(amount=Decimal("3.50")), **now)
    place()

    call_command("audit_money", "--no-progress")

    assert "2 orders, nothing disagrees" in capsys.readouterr().out


def test_the_audit_names_each_row_that_disagrees(order, place, money, capsys):
    payment = money.pay(order)
    Order.objects.filter(pk=order.pk).update(payment_status="partially_paid")
    Payment.objects.filter(pk=payment.pk).update(refund_reserved=Decimal("1.00"))
    other = place()
    Order.objects.filter(pk=other.pk).update(amount_paid=Decimal("1.00"), amount_outstanding=Decimal("22.50"))

    code = None
    try:
        call_command("audit_money", "--no-progress")
    except SystemExit as stop:
        code = stop.code

    printed = capsys.readouterr().out
    assert code == 1
    assert f"{order.ref}: payment_status is partially_paid, its rows say paid" in printed
    assert f"payment {payment.pk}: refund_reserved is 1.0000, its rows say 0.0000" in printed
    assert f"{other.ref}: amount_paid is 1.0000, its rows say 0.0000" in printed
    assert not Refund.objects.exists()
