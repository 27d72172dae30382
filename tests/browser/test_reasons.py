"""Reasons from the channel's list: shoppers choose those that are meant for them, staff any of what they do."""

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.models import Order, Reason, ReasonVerb, Shipment
from orders.page_link import page_url
from orders.statuses import OrderStatus
from payments.models import Refund
from tests.browser.desk import Desk


@pytest.fixture
def reasons(settings, live_server, channel):
    """A reason for customers, and one that is the staff's, for everything; customers may return for two weeks."""
    settings.PUBLIC_URL, channel.return_days = live_server.url, 14
    channel.save()
    for verb in ReasonVerb:
        Reason.objects.create(
            verb=verb, code="mistake", label="Ordered by mistake", channel=channel, for_customers=True
        )
        Reason.objects.create(verb=verb, code="fraud", label="Suspected fraud", channel=channel)


@pytest.fixture
def delivered(place, pay):
    order, now = place(), {"actor": SYSTEM, "at": timezone.now()}
    pay(order)
    ship_order(order, **now)
    deliver_shipment(Shipment.objects.get(order=order), **now)
    return order


@pytest.fixture
def ask(page, accessible):
    """Ask for a unit to be cancelled or returned, for the reason that customers are offered."""

    def ask(order, link, submit):
        page.goto(page_url(order))
        page.get_by_role("link", name=link).click()
        page.get_by_label("Medium Mug").fill("1")
        assert page.get_by_label("Reason").locator("option").all_inner_texts() == ["–", "Ordered by mistake"]
        page.get_by_label("Reason").select_option("Ordered by mistake")
        page.get_by_label("In your own words").fill("Two clicks")
        accessible(page)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name=submit).click()
        page.get_by_role("heading", name="Cancellations and returns").wait_for()

    return ask


def test_a_shopper_chooses_a_reason_and_staff_read_it_on_the_plan(
    ask, signed_in, accessible, reasons, order, delivered
):
    ask(order, "Cancel items", "Cancel these items")
    ask(delivered, "Return items", "Ask for the return")

    at = Desk(signed_in("Support"), accessible)
    for row in (order, delivered):
        at.find(row)
        assert at.page.get_by_text("Ordered by mistake – Two clicks").first.is_visible()
        assert CancellationPlan.objects.get(order=row).reason_code == "mistake"


def test_staff_choose_a_reason_to_refund_to_hold_and_to_cancel(signed_in, accessible, reasons, order, pay):
    pay(order)
    at = Desk(signed_in("Admin"), accessible)
    at.find(order)

    def because(title):
        at.choose(title)
        field = at.page.get_by_label("Reason")
        options = at.page.locator(f"#{field.get_attribute('list')} option")
        offered = options.evaluate_all("all => all.map(option => option.value)")
        assert offered == ["Ordered by mistake", "Suspected fraud"]
        field.fill(offered[1])  # The list that opens is the browser's own, and no part of the page.

    because("Refund")
    at.page.get_by_label("An amount", exact=True).check()
    at.page.get_by_label("Amount (USD)").fill("1.00")
    at.preview()
    at.confirm()
    because("Hold")
    at.preview()
    at.confirm()
    because("Cancel")
    at.preview()
    at.confirm()

    assert "Suspected fraud" in at.page.locator("#payments").inner_text()
    refund = Refund.objects.filter(reason_code="fraud").first()
    held = Order.objects.get().statuses.get(to_status=OrderStatus.HOLD)
    plan = CancellationPlan.objects.get()
    assert [refund.reason, held.note, plan.reason] == ["Suspected fraud"] * 3
    assert [held.reason_code, plan.reason_code] == ["fraud"] * 2
