"""The Stripe gateway, by the official SDK, against a server that speaks like Stripe."""

from decimal import Decimal

import pytest
from django.utils import timezone

from common.errors import InvalidInput, OutcomeUnknown
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.gateway_webhook import receive_gateway_webhook
from orders.money.pay_options import MethodUnusable, payment_methods
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.gateways.answers import Declined
from payments.gateways.base import GatewayUnreachable, WebhookRefused
from payments.gateways.registry import gateway
from payments.gateways.stripe_card import StripeCard
from payments.gateways.stripe_objects import units_of
from payments.models import Payment, Refund
from tests.sandbox import state_of
from tests.stripe_stand_in import SIGNING_SECRET, StripeStandIn


@pytest.fixture
def stripe(sandbox, settings):
    stand_in = StripeStandIn()
    card = {
        "class": "payments.gateways.stripe_card.StripeCard",
        "api_key": "sk_test_of_the_stand_in",
        "signing_secret": SIGNING_SECRET,
        "url": stand_in.url,
        "seconds": 5,
    }
    settings.PAYMENT_GATEWAYS = {
        "stripe": {**card, "label": "Card"},
        "stripe-hold": {**card, "label": "Card, captured later", "capture": "manual"},
        "bank-transfer": sandbox.configured["bank-transfer"],
    }
    yield stand_in
    stand_in.shutdown()
    stand_in.server_close()


@pytest.fixture
def paid(order, money, stripe):
    payment = money.start(order, method="stripe")
    stripe.pay(payment.attempt_id)
    money.reconcile()
    return Payment.objects.get(pk=payment.pk)


def test_paying_leads_to_the_checkout_page(order, money, stripe):
    payment = money.start(order, method="stripe")

    session = stripe.sessions[payment.attempt_id]
    assert payment.url == session["url"]
    assert session["client_reference_id"] == str(payment.pk)
    assert session["wanted"]["line_items[0][price_data][unit_amount]"] == "2350"
    assert session["wanted"]["customer_email"] == order.email


def test_a_paid_session_pays_the_order(order, paid, stripe):
    assert (paid.status, paid.card_brand, paid.card_last4) == ("completed", "visa", "4242")
    assert paid.transaction_id in stripe.intents
    assert state_of(order).status == OrderStatus.PROCESSING


@pytest.mark.parametrize("kind", ["checkout.session.completed", "payment_intent.succeeded"])
def test_a_signed_call_back_pays_the_order_once(order, money, stripe, now, kind):
    payment = money.start(order, method="stripe")
    intent = stripe.pay(payment.attempt_id)
    about = stripe.sessions[payment.attempt_id] if kind.startswith("checkout") else intent
    headers, body = stripe.event(kind, about)

    acted = [receive_gateway_webhook(gateway("stripe"), headers, body, at=now["at"]) for _ in range(2)]

    assert acted == [True, False]
    assert state_of(order).is_paid
    assert Payment.objects.get().transaction_id == intent["id"]


def test_a_forged_call_back_is_refused(order, money, stripe, settings):
    payment = money.start(order, method="stripe")
    stripe.pay(payment.attempt_id)
    headers, body = stripe.event("checkout.session.completed", stripe.sessions[payment.attempt_id])

    with pytest.raises(WebhookRefused):
        gateway("stripe").read_webhook(headers, body + b" ")
    settings.PAYMENT_GATEWAYS = {"stripe": {**settings.PAYMENT_GATEWAYS["stripe"], "signing_secret": ""}}
    with pytest.raises(WebhookRefused):
        gateway("stripe").read_webhook(headers, body)


def test_a_lost_answer_to_the_start_leads_to_the_same_session(order, money, stripe):
    stripe.cut_next = True

    with pytest.raises(OutcomeUnknown):
        money.start(order, method="stripe", key="command-1")
    again = money.start(order, method="stripe", key="command-1")

    assert list(stripe.sessions) == [again.attempt_id]


def test_held_money_is_captured(order, money, stripe, now):
    payment = money.start(order, method="stripe-hold")
    stripe.pay(payment.attempt_id)
    money.reconcile()
    held = Payment.objects.get()
    assert held.status == "authorized"

    assert capture_payment(order, held, **now).status == "completed"
    assert state_of(order).is_paid


def test_held_money_is_given_up(order, money, stripe, now):
    payment = money.start(order, method="stripe-hold")
    intent = stripe.pay(payment.attempt_id)
    money.reconcile()

    assert cancel_payment(order, Payment.objects.get(), **now).status == "cancelled"
    assert stripe.intents[intent["id"]]["status"] == "canceled"


def test_an_unfinished_session_is_expired(order, money, stripe, now):
    payment = money.start(order, method="stripe")

    assert cancel_payment(order, payment, **now).status == "cancelled"
    assert stripe.sessions[payment.attempt_id]["status"] == "expired"


def test_money_goes_back_under_the_refunds_own_key(order, paid, stripe, now):
    outcome = refund_order(order, RefundRequest(amount=Decimal("3.50")), **now)

    assert outcome.is_certain
    assert stripe.given_back(paid.transaction_id) == 350
    assert ("POST", "/v1/refunds", str(outcome.refunds[0].pk)) in stripe.asked


def test_a_lost_answer_to_a_refund_is_found_out(order, paid, stripe, money, now):
    stripe.cut_next = True
    outcome = refund_order(order, RefundRequest(), **now)
    assert len(outcome.unknown) == 1

    money.reconcile()

    assert Refund.objects.get().status == "succeeded"
    assert stripe.given_back(paid.transaction_id) == 2350
    assert [asked for asked in stripe.asked if asked[:2] == ("POST", "/v1/refunds")] == [
        ("POST", "/v1/refunds", str(outcome.refunds[0].pk))
    ]


def test_a_refund_that_stripe_refuses_says_why(order, paid, stripe, now):
    stripe.refunds["re_0"] = {"payment_intent": paid.transaction_id, "amount": 2350, "status": "succeeded"}

    with pytest.raises(RefundDeclined, match="More than is left"):
        refund_order(order, RefundRequest(), **now)


def test_a_pending_refund_is_settled_by_its_call_back(order, paid, stripe, now):
    stripe.refunds_take_time = True
    outcome = refund_order(order, RefundRequest(amount=Decimal("1.00")), **now)
    assert [row.status for row in outcome.unknown] == ["sent"]
    refund = next(iter(stripe.refunds.values())) | {"status": "succeeded"}
    headers, body = stripe.event("refund.updated", refund)

    assert receive_gateway_webhook(gateway("stripe"), headers, body, at=now["at"])
    assert state_of(order).amount_refunded == Decimal("1.00")


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("10.50", "USD", 1050),
        ("500", "JPY", 500),
        ("1.230", "KWD", 1230),
        ("1.234", "KWD", None),
        ("5", "ISK", 500),
        ("7", "UGX", 700),
        ("3", "MGA", 3),
        ("3.20", "MGA", None),
    ],
)
def test_stripes_smallest_units_are_not_quite_iso_s(amount, currency, units):
    assert units_of(Decimal(amount), currency) == units


def test_an_amount_that_stripe_cannot_take_is_refused_beforehand(place, money, stripe):
    order = place(currency="KWD", items=[{"quantity": 1, "unit_price": Decimal("1.234")}], adjustments=[])

    assert "steps of 0.01" in payment_methods(order)[0].error
    with pytest.raises(MethodUnusable):
        money.start(order, method="stripe")
    with pytest.raises(InvalidInput):
        money.start(order, method="sandbox-card")


def test_a_refund_in_stripes_dashboard_is_booked_once(order, paid, money, stripe):
    refund = stripe.refund({"payment_intent": paid.transaction_id, "amount": "350"})

    for kind in ("refund.created", "refund.updated"):
        receive_gateway_webhook(gateway("stripe"), *stripe.event(kind, refund), at=timezone.now())
    money.reconcile(hours=2)

    row = Refund.objects.get()
    assert (row.amount, row.status, row.origin) == (Decimal("3.50"), "succeeded", "dashboard")
    assert state_of(order).amount_refunded == Decimal("3.50")


def test_a_refunded_charge_names_its_refunds(order, paid, stripe):
    stripe.refund({"payment_intent": paid.transaction_id, "amount": "350"})
    charge = {"id": "ch_1", "object": "charge", "payment_intent": paid.transaction_id}

    receive_gateway_webhook(gateway("stripe"), *stripe.event("charge.refunded", charge), at=timezone.now())

    assert Refund.objects.get().amount == Decimal("3.50")


@pytest.mark.parametrize("source", ["webhook", "look_back"])
def test_a_dispute_is_opened_and_lost(order, paid, money, stripe, source):
    for hours, status in enumerate(("needs_response", "lost"), start=1):
        dispute = stripe.dispute(paid.transaction_id, 2350, status)
        if source == "webhook":
            event = stripe.event("charge.dispute.updated", dispute)
            receive_gateway_webhook(gateway("stripe"), *event, at=timezone.now())
        else:
            money.reconcile(hours=2 * hours)
        assert Refund.objects.get().needs_human is (status == "needs_response")

    assert (Refund.objects.get().status, state_of(order).payment_status) == ("succeeded", "refunded")


def test_less_than_was_asked_for_is_recorded(order, money, stripe):
    payment = money.start(order, method="stripe")
    stripe.pay(payment.attempt_id)["amount_received"] = 2000

    money.reconcile()

    assert (Payment.objects.get().amount, state_of(order).amount_outstanding) == (20, Decimal("3.50"))


def test_what_was_refunded_is_read_page_by_page(order, paid, money, stripe):
    intent = paid.transaction_id
    stripe.most_listed = 2
    for _ in range(5):
        stripe.refund({"amount": "100", "payment_intent": intent})

    money.reconcile(hours=2)

    assert Refund.objects.filter(origin="dashboard").count() == 5


def test_silence_on_the_second_page_is_silence(order, paid, stripe):
    stripe.most_listed = 2
    for _ in range(3):
        stripe.refund({"amount": "100", "payment_intent": paid.transaction_id})
    stripe.cuts_later_pages = True

    with pytest.raises(GatewayUnreachable):
        gateway("stripe").recent(paid.created_at)


def test_a_list_that_is_refused_was_not_heard(paid, monkeypatch):
    monkeypatch.setattr(StripeCard, "_ask", lambda *_: Declined(code="parameter_invalid"))

    with pytest.raises(GatewayUnreachable):
        gateway("stripe").recent(paid.created_at)
