"""A shopper's way: the letter, the page, paying, cancelling one unit, and a return with the money back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from events.mail import CHOOSABLE
from orders.cancelling.plans import approve_plan, confirm_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, deliver_shipment
from orders.mail import send_mail_due
from orders.models import Shipment
from orders.money.complete import complete_waiting_payment
from orders.page_link import page_url
from orders.replace_page_link import replace_page_link
from payments.gateways.sandbox import webhook_queue
from payments.gateways.sandbox.books import Books

LINK = re.compile(r"http\S+/o/\S+/")


@pytest.fixture
def shop(settings, tmp_path, live_server, channel):
    """A channel that tells everything and takes returns; payments lead back to the page."""
    settings.PUBLIC_URL = live_server.url
    settings.PAYMENT_RETURN_URL = "{page}"
    settings.PAYMENT_GATEWAYS = {
        "sandbox-card": {
            "class": "payments.gateways.sandbox.gateway.SandboxCard",
            "label": "Card",
            "secret": "the sandbox's secret",
            "books": str(tmp_path / "sandbox.sqlite3"),
            "page_url": f"{live_server.url}/sandbox",
            "webhook_url": f"{live_server.url}/api/v1/payments/webhooks/sandbox-card/",
        },
        "bank-transfer": {"class": "payments.gateways.manual.ManualGateway", "label": "Bank transfer"},
    }
    channel.mails, channel.return_days, channel.color = list(CHOOSABLE), 14, "#0b6e4f"
    channel.withdrawal_days = 14
    channel.save()


@pytest.fixture
def letters(mailbox):
    """Deliver what is due, and give all subjects so far."""

    def letters():
        send_mail_due(timezone.now())
        return [subject for _, subject in mailbox.letters]

    return letters


@pytest.fixture
def late_webhook(monkeypatch, tmp_path):
    """Webhooks of late cards wait until they are let go."""
    monkeypatch.setattr(webhook_queue, "LATE", timedelta(days=1).total_seconds())

    def let_go():
        with Books(tmp_path / "sandbox.sqlite3").changing() as connection:
            assert connection.execute("UPDATE webhooks SET due = 0 WHERE delivered = 0").rowcount == 1

    return let_go


def now():
    return {"actor": SYSTEM, "at": timezone.now()}


def pay_by_card(page, *choices):
    """Begin to pay on the order's page, and pay at the gateway with these choices of its."""
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/sandbox/pay/**")
    for choice in choices:
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Pay", exact=True).click()


def test_a_shopper_pays_and_cancels_one_unit(page, accessible, shop, place, letters, mailbox):
    place()
    letters()
    home = LINK.search(mailbox.text())[0]

    page.goto(home)
    assert page.get_by_role("heading", name="We have received your order").is_visible()
    accessible(page)

    pay_by_card(page)
    page.wait_for_url(f"{home}?payment=*")
    page.get_by_role("heading", name="We are preparing your order").wait_for(timeout=30_000)

    page.get_by_role("link", name="Cancel items").click()
    accessible(page)
    page.get_by_label("Medium Mug").fill("1")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("This goes back to you").is_visible()
    assert page.get_by_text("Card •••• 4242").is_visible()
    accessible(page)
    page.get_by_role("button", name="Cancel these items").click()
    page.get_by_text("1 cancelled").wait_for()
    assert page.get_by_text("Cancellation · Completed").is_visible()


def test_a_shopper_returns_what_arrived(page, accessible, shop, place, pay, letters):
    order = place()
    pay(order)
    ship_order(order, tracking=Tracking(carrier="DHL", tracking_number="0034"), **now())
    deliver_shipment(Shipment.objects.get(order=order), **now())

    page.goto(page_url(order))
    page.get_by_role("link", name="Return items").click()
    page.get_by_label("Medium Mug").fill("1")
    page.get_by_label("Reason").fill("Too small")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Ask for the return").click()
    page.get_by_text("Return · We have received your request").wait_for()
    accessible(page)

    plan = CancellationPlan.objects.get(order=order, plan_type="refund")
    approve_plan(confirm_plan(plan, **now()), **now())
    page.goto(page_url(order))
    assert page.get_by_text("Return · Completed").is_visible()
    assert {
        f"Your order {order.number}: we have received your return request",
        f"Your order {order.number}: return completed",
        f"Refund for your order {order.number}",
    } <= set(letters())


def test_a_shopper_withdraws_from_the_contract(page, accessible, shop, place, pay, letters, mailbox):
    order = place()
    pay(order)

    page.goto(page_url(order))
    page.get_by_role("link", name="Withdraw from contract here").click()
    accessible(page)
    assert page.get_by_label("Your name").input_value() == "John Doe"
    assert page.get_by_label("Medium Mug").input_value() == "2"
    page.get_by_label("E-mail for the receipt").fill("receipt@example.com")
    page.get_by_role("button", name="Confirm withdrawal").click()
    page.get_by_text("We received your withdrawal from the contract on").wait_for()
    accessible(page)

    assert page.get_by_role("link", name="Withdraw from contract here").count() == 0
    assert f"Receipt of your withdrawal: order {order.number}" in letters()


def test_a_shopper_corrects_the_address(page, accessible, shop, place):
    order = place(shipping_address={"line": "300 E St SW", "city_name": "Washington", "country_code": "US"})

    page.goto(page_url(order))
    page.get_by_role("link", name="Correct the address").click()
    accessible(page)
    page.get_by_label("Street and number").fill("1 New Street")
    page.get_by_label("Phone").fill("call me")
    page.get_by_role("button", name="Save the address").click()
    page.locator(".errorlist").wait_for()
    accessible(page)
    page.get_by_label("Phone").fill("+1 202 555 0100")
    page.get_by_role("button", name="Save the address").click()
    page.get_by_text("1 New Street").wait_for()


def test_a_shopper_is_back_before_the_gateways_webhook(page, accessible, shop, order, late_webhook):
    home = page_url(order)
    page.goto(home)
    pay_by_card(page, "comes ten seconds late")
    page.wait_for_url(f"{home}?payment=captured")

    assert "not confirmed yet" in page.get_by_role("status").inner_text()
    assert page.get_by_text("Card · Being confirmed").is_visible()
    assert page.get_by_role("heading", name="We have received your order").is_visible()
    assert page.get_by_role("alert").count() == 0
    assert page.get_by_role("button", name="Pay").count() == 0
    page.get_by_text("Pay again, or with another method").click()
    assert page.get_by_role("button", name="Pay").is_visible()
    accessible(page)

    page.get_by_role("link", name="Look again").click()
    page.wait_for_url(home)
    assert page.get_by_role("status").is_visible()

    late_webhook()
    page.get_by_text("· Paid").wait_for()
    assert page.url == home
    assert page.get_by_role("heading", name="We are preparing your order").is_visible()
    assert page.get_by_role("status").count() == 0
    assert page.get_by_role("button", name="Pay").count() == 0


def test_a_declined_card_can_be_tried_again_with_another_method(page, accessible, shop, order):
    home = page_url(order)
    page.goto(home)
    pay_by_card(page, "is declined")
    page.get_by_role("alert").wait_for()

    assert "declined" in page.get_by_role("alert").inner_text()
    accessible(page)

    page.get_by_label("Bank transfer").check()
    page.get_by_role("button", name="Pay").click()
    page.get_by_text("We are waiting for your payment (Bank transfer).").wait_for()
    assert page.get_by_role("alert").count() == 0
    accessible(page)

    complete_waiting_payment(order, **now())
    page.goto(home)
    assert page.get_by_role("heading", name="We are preparing your order").is_visible()
    assert page.get_by_text("Bank transfer · Paid").is_visible()


def test_a_replaced_link_says_so(page, accessible, watch, shop, order):
    watch.expect("410")
    old = page_url(order)
    replace_page_link(order, **now())

    page.goto(old)

    assert page.get_by_text("This link was replaced").is_visible()
    accessible(page)
