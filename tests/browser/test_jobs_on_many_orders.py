"""Work that comes in heaps: what needs a person, ten orders at once, a file of tracking numbers."""

import pytest
from django.urls import reverse

from orders.models import Order, Shipment
from orders.status.change_status import change_status
from orders.statuses import OrderStatus, ShipmentState
from payments.models import Payment
from payments.statuses import PaymentState
from tests.browser.desk import Desk


@pytest.fixture
def ten_orders(place, now):
    """Of ten orders two cannot be sent: they are cancelled."""
    orders = [place() for _ in range(10)]
    for order in orders[:2]:
        change_status(order, to=OrderStatus.CANCELLED, **now)
    return orders


def test_finance_works_through_what_needs_a_human(signed_in, accessible, place, money):
    orders = [place(), place()]
    for order in orders:
        money.start(order, "bank-transfer")
    page = signed_in("Finance")
    accessible(page)

    for left in (2, 1):
        page.goto(reverse("admin:index"))
        duty = page.get_by_role("link", name="to confirm")
        assert duty.inner_text().startswith(str(left))
        duty.click()
        page.wait_for_url("**needs=payment_to_confirm**")
        accessible(page)
        page.locator("#result_list a", has_text="2026-").first.click()
        desk = Desk(page, accessible)
        desk.choose("Confirm payment received.*")
        desk.preview()
        desk.confirm()

    assert set(Payment.objects.values_list("status", flat=True)) == {PaymentState.COMPLETED}
    page.goto(reverse("admin:index"))
    assert page.get_by_role("link", name="to confirm").inner_text().startswith("0")


def test_the_warehouse_ships_ten_orders_of_which_two_are_refused(signed_in, accessible, ten_orders):
    page = signed_in("Warehouse")
    page.goto(reverse("admin:orders_order_changelist"))
    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.locator("select[name=action]").select_option("ship")
    page.get_by_role("button", name="Run").click()

    page.get_by_text("8 of 10 chosen orders can be done").wait_for()
    accessible(page)
    page.get_by_role("button", name="8 orders").click()

    page.get_by_text("8 orders done").wait_for()
    accessible(page)
    page_text = page.inner_text("body")
    assert "2 orders refused" in page_text
    assert all(order.ref in page_text for order in ten_orders)
    assert Order.objects.filter(status=OrderStatus.SHIPPED).count() == 8
    assert Order.objects.filter(status=OrderStatus.CANCELLED).count() == 2


def test_the_warehouse_imports_tracking_numbers_of_which_one_is_wrong(signed_in, accessible, place):
    first, second = place(), place()
    lines = ["ref,tracking_number,carrier", f"{first.ref},111,DHL", f"{second.ref},222,DHL", "2026-99999,333,DHL"]
    page = signed_in("Warehouse")
    page.goto(reverse("admin:orders_order_import"))
    accessible(page)
    page.set_input_files(
        "input[type=file]", {"name": "tracking.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    page.get_by_role("button", name="Show what would happen").click()

    page.get_by_text("2 of 3 lines can be done").wait_for()
    accessible(page)
    assert "2026-99999" in page.inner_text("body")
    assert not Shipment.objects.filter(state=ShipmentState.SHIPPED).exists()
    page.get_by_role("button", name="Import 2 tracking numbers").click()

    page.get_by_text("2 tracking numbers imported").wait_for()
    accessible(page)
    assert set(Shipment.objects.values_list("tracking_number", flat=True)) == {"111", "222"}
