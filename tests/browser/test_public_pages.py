"""The pages for programmers, and the page on which a customer pays in the sandbox."""

import time

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from orders.money.pay import start_payment
from payments.models import Payment


def test_swagger_ui_shows_every_group_of_operations(page):
    page.goto("/api/docs/")

    page.get_by_role("link", name="orders", exact=True).first.wait_for(timeout=60_000)


def test_redoc_shows_the_operations_and_asks_nobody_for_a_logo(page):
    page.goto("/api/redoc/")

    page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    logos = page.locator("img[alt='redocly logo']").evaluate_all("all => all.map(logo => logo.src)")
    assert [logo for logo in logos if not logo.startswith("data:")] == []


def test_the_problems_can_be_read(page, accessible):
    page.goto("/api/problems/#refund_exceeds_paid")

    assert page.locator("#refund_exceeds_paid").is_visible()
    accessible(page)


@pytest.fixture
def paying(settings, tmp_path, live_server, place):
    """An order that a customer has begun to pay at the sandbox's page in this service. Its call-back comes before the
    tables are emptied."""
    settings.PAYMENT_GATEWAYS = {
        "sandbox-card": {
            "class": "payments.gateways.sandbox.gateway.SandboxCard",
            "label": "Card",
            "secret": "the sandbox's secret",
            "books": str(tmp_path / "sandbox.sqlite3"),
            "page_url": f"{live_server.url}/sandbox",
            "webhook_url": f"{live_server.url}/api/v1/payments/webhooks/sandbox-card/",
        }
    }
    settings.PAYMENT_RETURN_URL = f"{live_server.url}/api/problems/?order={{ref}}"
    yield start_payment(place(), method="sandbox-card", actor=SYSTEM, at=timezone.now())
    until = time.monotonic() + 30
    while not Payment.objects.filter(status="completed").exists():
        assert time.monotonic() < until
        time.sleep(0.05)


SHOP = "http://shop.localhost:9"


def test_a_customer_who_has_paid_gets_back_to_a_shop_elsewhere(page, watch, settings, paying, place):
    watch.expect(SHOP)
    settings.PAYMENT_RETURN_URL = f"{SHOP}/thanks/{{ref}}"
    page.route(f"{SHOP}/**", lambda route: route.fulfill(body="Thank you."))
    elsewhere = start_payment(place(), method="sandbox-card", actor=SYSTEM, at=timezone.now())
    page.goto(elsewhere.url)

    page.get_by_role("button", name="Pay").click()

    page.wait_for_url(f"{SHOP}/thanks/**payment=captured")


def test_a_customer_pays_on_the_sandboxs_page(page, paying, accessible):
    page.goto(paying.url)
    accessible(page)

    page.get_by_role("button", name="Pay").click()

    page.wait_for_url("**payment=*")
