"""What a preview promises, in a real browser: the way back from it, and what becomes of it when its form changes."""

import pytest
from playwright.sync_api import expect

from orders.models import Order, Shipment
from orders.statuses import ShipmentState
from tests.browser.desk import Desk


@pytest.fixture
def previewed(signed_in, accessible, place, money):
    """a preview of shipping both units of an order."""
    order = place()
    money.pay(order)
    at = Desk(signed_in("Warehouse"), accessible)
    at.find(order)
    at.choose("Ship units")
    at.preview()
    return at


def test_a_changed_form_takes_its_preview_away_until_it_is_previewed_again(previewed):
    page = previewed.page
    confirm, old = page.get_by_role("button", name="Do it: "), page.get_by_text("You have changed the form")

    def is_shown(is_current):
        expect(confirm).to_be_visible(visible=is_current)
        expect(old).to_be_visible(visible=not is_current)

    is_shown(True)
    page.get_by_label("Medium Mug").fill("1")
    is_shown(False)
    page.get_by_label("Medium Mug").fill("2")
    is_shown(True)

    page.get_by_label("Medium Mug").fill("1")
    previewed.preview()
    previewed.confirm()
    sent = Shipment.objects.get(state=ShipmentState.SHIPPED)
    assert [line.quantity for line in sent.lines.all()] == [1]


def test_the_preview_is_in_sight_and_has_the_focus(previewed):
    previewed.page.wait_for_function("document.activeElement.id === 'preview'")
    expect(previewed.page.get_by_role("heading", name="This is what would happen")).to_be_in_viewport()
    expect(previewed.page.get_by_role("button", name="Do it: ")).to_be_in_viewport()


def test_back_after_confirming_shows_the_preview_again_and_repeats_nothing(previewed):
    page = previewed.page
    previewed.confirm()
    page.wait_for_function("document.activeElement.innerText.startsWith('Shipped.')")
    version = Order.objects.get().version

    page.go_back()
    page.get_by_role("heading", name="This is what would happen").wait_for()
    assert Order.objects.get().version == version
    assert "Shipped." in previewed.confirm()
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Preview", exact=True).wait_for()

    assert Order.objects.get().version == version
    assert Shipment.objects.count() == 1
