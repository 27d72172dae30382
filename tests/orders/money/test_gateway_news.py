"""What is done at the gateway itself, past this service, arrives here: by webhook, or because we asked."""

from decimal import Decimal

import pytest

from events.models import Event
from orders.money.audit import audit_orders
from orders.money.gateway_news import follow_news
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.resolve import resolve_payment
from payments.gateways.answers import Succeeded
from payments.gateways.base import GatewayUnreachable
from payments.gateways.news import RefundNews
from payments.gateways.registry import gateway
from payments.gateways.sandbox.gateway import SandboxCard
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of


def test_a_refund_made_there_is_booked_once(order, money, sandbox, desk, heard):
    payment = money.pay(order)
    desk.refund(payment.attempt_id, "3.50")

    heard()
    money.reconcile(hours=3)

    refund = Refund.objects.get()
    assert (refund.amount, refund.status, refund.origin) == (Decimal("3.50"), "succeeded", "dashboard")
    assert state_of(order).payment_status == "partially_refunded"
    assert Event.objects.filter(type="refund.succeeded").count() == 1
    assert gateway_and_books_agree(sandbox, order)


def test_our_own_refund_is_not_booked_again(order, money, sandbox, now):
    money.pay(order)
    refund_order(order, RefundRequest(amount=Decimal("3.50")), **now)

    sandbox.deliver()
    money.reconcile()

    assert Refund.objects.count() == 1


def test_a_refund_made_there_before_we_heard_of_it_counts_once_ours_was_refused(order, money, sandbox, desk, now):
    payment = money.pay(order)
    desk.refund(payment.attempt_id, "23.50")
    with pytest.raises(RefundDeclined):
        refund_order(order, RefundRequest(), **now)

    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.refunded_amount, row.refunded_beyond, row.refund_reserved) == (order.total, 0, 0)
    assert state_of(order).payment_status == "refunded"


def test_news_of_one_order_never_settles_the_refund_of_another(place, money, sandbox, now):
    first, second = place(), place()
    payment, _other = money.pay(first), money.pay(second)
    sandbox.misbehave("refund", "cut_before")
    refund = refund_order(second, RefundRequest(amount=Decimal("5.00")), **now).unknown[0]
    amount = {"amount": refund.amount, "currency": "USD"}
    news = RefundNews(
        id="refund_9",
        answer=Succeeded(transaction_id="refund_9", **amount),
        refund=str(refund.pk),
        attempt_id=payment.attempt_id,
        **amount,
    )

    follow_news(gateway("sandbox-card"), news, at=now["at"])

    assert (state_of(first).amount_refunded, state_of(second).amount_refunded) == (refund.amount, 0)
    assert Refund.objects.get(pk=refund.pk).status == "unknown"
    assert not [one for batch in audit_orders() for one in batch.found]


def test_a_capture_of_a_part_made_there_is_followed(order, money, sandbox, desk):
    payment = money.start(order, method="sandbox-hold")
    sandbox.pay(payment)
    sandbox.deliver(method="sandbox-hold")

    desk.capture(payment.attempt_id, "20.00")
    sandbox.deliver(method="sandbox-hold")

    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.amount, state_of(order).amount_outstanding) == ("completed", 20, Decimal("3.50"))


def test_a_cancellation_made_there_is_followed(order, money, sandbox, desk):
    payment = money.start(order, method="sandbox-hold")
    sandbox.pay(payment)
    sandbox.deliver(method="sandbox-hold")

    desk.cancel(payment.attempt_id)
    sandbox.deliver(method="sandbox-hold")

    assert Payment.objects.get(pk=payment.pk).status == "cancelled"


def test_the_page_offers_it_all(order, money, sandbox):
    payment = money.pay(order)

    assert "Done." in sandbox.page(payment, do="refund", amount="1.00").text
    assert "Done." in sandbox.page(payment, do="dispute", amount="2.00").text
    dispute = sandbox.books.rows("disputes")[0]["id"]
    assert "Done." in sandbox.page(payment, do="won", row=dispute).text
    refund = sandbox.books.rows("refunds")[0]["id"]
    assert "Refund of 1.00, failed" in sandbox.page(payment, do="turn_refund", row=refund).text
    assert "Say an amount" in sandbox.page(payment, do="refund", amount="-1").text


def test_what_happened_while_the_gateway_was_silent_is_not_missed(order, money, sandbox, desk, monkeypatch):
    """A look without an answer is none."""
    asked = []

    def silent(self, since):
        asked.append(since)
        raise GatewayUnreachable("No right to list refunds.")

    payment = money.pay(order)
    money.reconcile()
    with monkeypatch.context() as context:
        context.setattr(SandboxCard, "recent", silent)
        for hours in range(2, 60, 2):
            money.reconcile(hours=hours)
    desk.refund(payment.attempt_id, "3.50")
    with sandbox.books.changing() as connection:
        connection.execute("DELETE FROM webhooks")

    money.reconcile(hours=62)

    assert len(asked) > 1
    assert state_of(order).amount_refunded == Decimal("3.50")


def test_a_clock_that_was_ahead_does_not_stop_the_looking(order, money, desk, sandbox):
    payment = money.pay(order)
    money.reconcile(days=400)
    desk.refund(payment.attempt_id, "3.50")
    with sandbox.books.changing() as connection:
        connection.execute("DELETE FROM webhooks")

    money.reconcile(hours=2)

    assert state_of(order).amount_refunded == Decimal("3.50")


def refunded_there(payment, name, amount):
    answer = Succeeded(transaction_id=name, amount=Decimal(amount), currency=payment.currency)
    return RefundNews(
        id=name, amount=Decimal(amount), currency=payment.currency, attempt_id=payment.attempt_id, answer=answer
    )


def test_each_refund_beyond_the_payment_calls_a_person(order, money, now):
    payment = money.pay(order)
    for name, amount in (("r0", "23.50"), ("r1", "5.00")):
        follow_news(gateway("sandbox-card"), refunded_there(payment, name, amount), at=now["at"])
    resolve_payment(order, Payment.objects.get(), reason="x", **now)

    follow_news(gateway("sandbox-card"), refunded_there(payment, "r2", "5.00"), at=now["at"])

    row = Payment.objects.get()
    assert (row.refunded_beyond, row.needs_human) == (10, True)
    assert Event.objects.filter(type="payment.contradicted").count() == 2
