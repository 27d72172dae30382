"""What is done at the gateway itself, past this service, arrives here: by webhook, or because we asked."""

from decimal import Decimal

import pytest

from events.models import Event
from orders.cancelling.cancel import cancel_order
from orders.money.audit import audit_orders
from orders.money.dispute import note_chargeback
from orders.money.gateway_news import follow_news
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.refundable import NothingToRefund
from orders.money.resolve import NothingToResolve, resolve_payment
from payments.gateways.answers import Succeeded
from payments.gateways.base import GatewayUnreachable
from payments.gateways.news import RefundNews
from payments.gateways.registry import gateway
from payments.gateways.sandbox.dashboard import Dashboard
from payments.gateways.sandbox.gateway import SandboxCard
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of

WAYS = pytest.mark.parametrize("way", ["webhook", "look_back"])


@pytest.fixture
def desk(sandbox):
    return Dashboard(sandbox.provider)


@pytest.fixture
def heard(sandbox, money):
    """News reach us by webhook, or, if that is lost, by asking."""

    def heard(way):
        if way == "webhook":
            sandbox.deliver()
            return
        with sandbox.books.changing() as connection:
            connection.execute("DELETE FROM webhooks")
        money.reconcile()

    return heard


@WAYS
def test_a_refund_made_there_is_booked_once(order, money, sandbox, desk, heard, way):
    payment = money.pay(order)
    desk.refund(payment.attempt_id, "3.50")

    heard(way)
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


@WAYS
def test_a_dispute_holds_the_money_and_tells_a_person(order, money, desk, heard, way, now):
    payment = money.pay(order)
    desk.dispute(payment.attempt_id, "23.50")

    heard(way)

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.attention, row.refund_reserved) == (True, "disputed", order.total)
    assert state_of(order).amount_refunded == 0
    with pytest.raises(NothingToRefund):
        refund_order(order, RefundRequest(), **now)
    assert Event.objects.filter(type="payment.disputed").count() == 1


@pytest.mark.parametrize(("outcome", "back"), [("won", "0"), ("lost", "23.50")])
def test_a_dispute_that_is_decided_moves_the_money_and_needs_nobody(order, money, sandbox, desk, outcome, back):
    payment = money.pay(order)
    dispute = desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()

    desk.close_dispute(dispute["id"], outcome)
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.refund_reserved, row.refunded_amount) == (False, 0, Decimal(back))
    assert Event.objects.filter(type=f"payment.dispute_{outcome}").count() == 1
    assert gateway_and_books_agree(sandbox, order)


def test_a_dispute_that_is_reported_before_its_payment_waits_for_a_person(order, money, sandbox, desk):
    payment = money.start(order)
    dispute = desk.dispute(payment.attempt_id, "3.50")
    sandbox.deliver()
    sandbox.pay(payment)
    sandbox.deliver()
    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.needs_human, row.attention) == ("completed", True, "disputed")

    desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.needs_human, row.refunded_amount) == (False, Decimal("3.50"))
    assert gateway_and_books_agree(sandbox, order)


def test_what_the_bank_held_before_is_reserved_as_soon_as_the_payment_is_completed(order, money, sandbox, desk, now):
    payment = money.start(order)
    disputes = [desk.dispute(payment.attempt_id, amount) for amount in ("3.50", "2.00")]
    sandbox.deliver()
    sandbox.misbehave("cancel", "error_before", times=9)
    cancel_order(order, **now)
    assert Payment.objects.get(pk=payment.pk).status == "processing"

    sandbox.pay(payment)
    sandbox.deliver()

    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.attention, row.refund_reserved) == ("completed", "disputed", Decimal("5.50"))
    refunds = Refund.objects.order_by("amount").values_list("amount", "status", "origin", "attention")
    assert list(refunds) == [
        (Decimal("2.00"), "reserved", "dispute", "disputed"),
        (Decimal("3.50"), "reserved", "dispute", "disputed"),
        (order.total - Decimal("5.50"), "succeeded", "excess", ""),
    ]
    for dispute in disputes:
        desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()
    money.reconcile(hours=2)
    assert (Payment.objects.get().needs_human, Refund.objects.count()) == (False, 3)
    assert gateway_and_books_agree(sandbox, order)


def test_what_the_bank_held_of_an_attempt_that_was_given_up_is_reserved_when_its_money_comes(
    order, money, sandbox, desk, now
):
    payment = money.start(order)
    sandbox.misbehave("cancel", "error_before", times=9)
    cancel_order(order, **now)
    Payment.objects.filter(pk=payment.pk).update(status="cancelled", asking="")
    desk.dispute(payment.attempt_id, "3.50")
    sandbox.deliver()

    sandbox.pay(payment)
    sandbox.deliver()

    late = Payment.objects.exclude(pk=payment.pk).get()
    assert (late.attention, late.needs_human) == ("disputed", True)
    refunds = Refund.objects.filter(payment=late).order_by("amount").values_list("amount", "origin")
    assert list(refunds) == [(Decimal("3.50"), "dispute"), (order.total - Decimal("3.50"), "excess")]
    assert not Payment.objects.get(pk=payment.pk).attention
    money.reconcile(hours=2)
    assert Refund.objects.count() == 2


def test_a_dispute_of_what_was_refunded_is_told_once(order, money, sandbox, desk, now):
    """Nothing is left to hold. Each hour the gateway lists it again, also after a person has seen it."""
    payment = money.pay(order)
    refund_order(order, RefundRequest(), **now)
    desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()
    assert Payment.objects.get(pk=payment.pk).attention == "disputed"

    resolve_payment(order, payment, reason="It was refunded before", **now)
    for hours in (2, 4, 6):
        money.reconcile(hours=hours)

    assert not Payment.objects.get(pk=payment.pk).needs_human
    assert Event.objects.filter(type="payment.disputed").count() == 1


def test_a_payment_waits_for_its_last_dispute(order, money, sandbox, desk, now):
    payment = money.pay(order)
    disputes = [desk.dispute(payment.attempt_id, amount) for amount in ("10.00", "13.50")]
    sandbox.deliver()

    for dispute in disputes:
        assert Payment.objects.get(pk=payment.pk).attention == "disputed"
        with pytest.raises(NothingToResolve):
            resolve_payment(order, payment, reason="Seen", **now)
        desk.close_dispute(dispute["id"], "won")
        sandbox.deliver()

    assert Payment.objects.get(pk=payment.pk).attention == ""


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


def test_a_chargeback_that_a_person_noted_before_is_the_same(order, money, sandbox, desk, now):
    payment = money.pay(order)
    note_chargeback(order, payment, amount=None, reason="The bank wrote", **now)
    dispute = desk.dispute(payment.attempt_id, "23.50")

    sandbox.deliver()
    desk.close_dispute(dispute["id"], "lost")
    sandbox.deliver()

    assert Refund.objects.count() == 1
    assert gateway_and_books_agree(sandbox, order)


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
