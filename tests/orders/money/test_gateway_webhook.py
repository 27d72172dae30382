"""What gateways call back is acted on once, whatever order and number it comes in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events.models import Event
from orders.money.capture import capture_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.gateways.base import WebhookRefused
from payments.gateways.sandbox.webhooks import Deliverer
from payments.models import GatewayEvent, Payment, Refund
from tests.sandbox import SECRET, gateway_and_books_agree, state_of

TWICE_CARD = "4000000000000028"
REVERSED_CARD = "4000000000000036"
SILENT_CARD = "4000000000000044"
LATE_CARD = "4000000000000010"
LATER_REFUND_CARD = "4000000000000101"


def test_a_call_back_completes_the_payment(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment)

    assert sandbox.deliver() == [True]

    assert Payment.objects.get().status == "completed"
    assert state_of(order).is_paid
    assert GatewayEvent.objects.get().kind == "payment.captured"
    assert Event.objects.filter(type="payment.completed").get().actor_kind == "gateway"


def test_told_twice_is_done_once(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment, TWICE_CARD)

    assert sandbox.deliver() == [True, False]

    assert state_of(order).amount_paid == order.total
    assert Event.objects.filter(type="payment.completed").count() == 1


def test_what_comes_in_the_wrong_order_leads_nowhere_back(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment, REVERSED_CARD)

    assert len(sandbox.deliver()) == 2

    assert Payment.objects.get().status == "completed"
    assert gateway_and_books_agree(sandbox, order)


def test_a_call_back_that_never_comes_is_not_needed(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment, SILENT_CARD)
    assert sandbox.deliver() == []

    money.reconcile()

    assert state_of(order).is_paid


def test_a_late_call_back_finds_everything_done(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment, LATE_CARD)
    money.reconcile()
    version = state_of(order).version

    sandbox.deliver()

    assert state_of(order).version == version


def test_a_call_back_may_overtake_the_answer_of_the_call_that_caused_it(order, money, sandbox, now, monkeypatch):
    """The gateway tells of the refund before it answers the request for it."""
    money.pay(order)
    sandbox.books.play("refund", "slow", seconds=0.1)
    answered = sandbox.provider.refund

    def told_first(key, wanted):
        said = answered(key, wanted)
        overtaken.append(sandbox.owed_webhooks())
        return said

    overtaken = []
    monkeypatch.setattr(sandbox.provider, "refund", told_first)
    from orders.money import gateway_calls as exchange

    settle = exchange._settle_refund

    def after_the_call_back(*args, **kwargs):
        for body in overtaken.pop():
            sandbox.call_back(body)
        settle(*args, **kwargs)

    monkeypatch.setattr(exchange, "_settle_refund", after_the_call_back)

    outcome = refund_order(order, RefundRequest(), **now)

    assert outcome.is_certain
    assert Event.objects.filter(type="refund.succeeded").count() == 1
    assert gateway_and_books_agree(sandbox, order)


def test_a_call_back_may_overtake_the_start_of_its_payment(order, money, sandbox, monkeypatch):
    from orders.money import pay

    settle = pay.settle

    def paid_meanwhile(order, payment, answer, **context):
        sandbox.provider.pay(answer.attempt_id, "4242424242424242")
        sandbox.deliver()
        return settle(order, payment, answer, **context)

    monkeypatch.setattr(pay, "settle", paid_meanwhile)

    payment = money.start(order)

    assert Payment.objects.get(pk=payment.pk).status == "completed"
    assert state_of(order).is_paid


def test_a_capture_is_settled_by_whoever_tells_first(order, money, sandbox, now):
    held = money.pay(order, method="sandbox-hold")
    sandbox.misbehave("capture", "cut_after")
    with pytest.raises(Exception, match="did not answer"):
        capture_payment(order, held, **now)

    sandbox.deliver(method="sandbox-hold")

    row = Payment.objects.get()
    assert (row.status, row.asking) == ("completed", "")
    assert money.reconcile() == {}


def test_a_refund_that_took_its_time_is_told(order, money, sandbox, now):
    money.pay(order, card=LATER_REFUND_CARD)
    refund_order(order, RefundRequest(), **now)
    sandbox.provider.look_up_refund(str(Refund.objects.get().pk))

    sandbox.deliver()

    assert Refund.objects.get().status == "succeeded"
    assert state_of(order).status == OrderStatus.REFUNDED


@pytest.mark.parametrize("header", ["", "t=1,v1=" + "0" * 64, "nonsense"])
def test_a_call_back_without_the_gateways_signature_is_refused(order, money, sandbox, guest, header):
    payment = money.start(order)
    sandbox.pay(payment)

    answer = guest.post(
        "/api/v1/payments/webhooks/sandbox-card/",
        sandbox.owed_webhooks()[0],
        content_type="application/json",
        HTTP_SANDBOX_SIGNATURE=header,
    )

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "webhook_refused")
    assert Payment.objects.get().status == "processing"


def test_an_altered_call_back_is_refused(order, money, sandbox):
    payment = money.start(order)
    sandbox.pay(payment)
    body = sandbox.owed_webhooks()[0]

    from payments.gateways.registry import gateway
    from payments.gateways.sandbox.signature import HEADER, signed

    with pytest.raises(WebhookRefused):
        gateway("sandbox-card").read_webhook({HEADER: signed(body, "another secret", at=1)}, body)


def test_an_unknown_gateway_has_no_address(guest, sandbox):
    assert guest.post("/api/v1/payments/webhooks/bank-transfer/", b"{}", content_type="text/plain").status_code == 404


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_sandbox_delivers_over_http(live_server, order, money, sandbox, settings):
    settings.PAYMENT_GATEWAYS = {
        name: {**options, "webhook_url": f"{live_server.url}/api/v1/payments/webhooks/{name}/"}
        if "secret" in options
        else options
        for name, options in settings.PAYMENT_GATEWAYS.items()
    }
    payment = money.start(order)
    sandbox.pay(payment)
    if connection.vendor == "sqlite":
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(Deliverer(sandbox.books, SECRET).deliver_due).result()

    assert taken == 1
    assert Payment.objects.get().status == "completed"
