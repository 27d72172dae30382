"""The jobs of a day on one order, each from signing in to its result."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from cancellations.statuses import PlanStatus, PlanType
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.pack import pack_order
from orders.models import Order, Shipment
from orders.statuses import OrderStatus, ShipmentState
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState
from tests.browser.desk import Desk


@pytest.fixture
def desk(signed_in, accessible):
    """The desk of a member of a role, at an order's page."""

    def desk(role, order):
        desk = Desk(signed_in(role), accessible)
        desk.find(order)
        accessible(desk.page)
        return desk

    return desk


@pytest.fixture
def three_mugs(place):
    return place(items=[{"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00"), "product": {"name": "Mug"}}])


def test_finance_completes_a_bank_transfer(desk, order, money):
    money.start(order, "bank-transfer")
    at = desk("Finance", order)

    at.choose("Confirm payment received.*")
    at.page.get_by_label("The bank's reference").fill("KTO-4711")
    assert "23.50" in at.preview()
    at.confirm()

    payment = Payment.objects.get()
    assert payment.status == PaymentState.COMPLETED
    assert payment.transaction_id == "KTO-4711"
    assert Order.objects.get().is_paid


def test_the_warehouse_ships_two_of_three_units_with_tracking(desk, three_mugs, money):
    money.pay(three_mugs)
    at = desk("Warehouse", three_mugs)

    at.choose("Ship units")
    at.page.get_by_label("Mug").fill("2")
    at.page.get_by_label("Carrier").fill("DHL")
    at.page.get_by_label("Tracking number").fill("00340434161094015902")
    assert "Partially shipped" in at.preview()
    shown = at.confirm()

    assert "00340434161094015902" in shown
    sent = Shipment.objects.get(state=ShipmentState.SHIPPED)
    assert [line.quantity for line in sent.lines.all()] == [2]
    assert sent.carrier == "DHL"
    assert [line.quantity for line in Shipment.objects.get(state=ShipmentState.READY).lines.all()] == [1]


def test_finance_refunds_one_item_and_sees_on_which_card(desk, three_mugs, money):
    money.pay(three_mugs)
    at = desk("Finance", three_mugs)

    at.choose("Refund")
    at.page.get_by_label("The price of some units").check()
    at.page.get_by_label("Mug").fill("1")
    rehearsed = at.preview()
    assert "10.00" in rehearsed
    assert "4242" in rehearsed
    assert not Refund.objects.exists()
    at.confirm()

    refund = Refund.objects.get()
    assert refund.status == RefundState.SUCCEEDED
    assert refund.amount == Decimal("10.00")
    assert "4242" in at.page.locator("#payments").inner_text()


def test_the_warehouse_rejects_an_item_and_reads_why_a_packaged_one_cannot_be(desk, place, money, now):
    order = place(items=[{"sku": sku, "quantity": 1, "unit_price": Decimal(5)} for sku in ("GONE", "KEPT")])
    money.pay(order)
    at = desk("Warehouse", order)

    at.choose("Reject an item.*GONE.*")
    at.page.get_by_label("Reason").fill("Out of stock")
    at.preview()
    at.confirm()
    assert order.items.get(sku="GONE").quantity_cancelled == 1

    pack_order(Order.objects.get(pk=order.pk), **now)
    at.page.reload()
    for question in at.page.locator("#items details summary").all():
        question.click()
    assert "packaged orders cannot be rejected" in at.page.locator("#items").inner_text().lower()


def test_finance_approves_a_plan(desk, order, money, now):
    money.pay(order)
    plan = open_plan(Order.objects.get(pk=order.pk), NewPlan(plan_type=PlanType.CANCEL, reason="Too late"), **now)
    at = desk("Finance", order)

    at.choose("Approve.*")
    assert "23.50" in at.preview()
    at.confirm()

    plan = type(plan).objects.get(pk=plan.pk)
    assert plan.status == PlanStatus.COMPLETED
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Refund.objects.get().amount == Decimal("23.50")


def test_the_warehouse_prints_a_packing_slip(desk, order):
    at = desk("Warehouse", order)

    link = at.page.get_by_role("link", name="Packing slip")
    slip = at.page.request.get(link.get_attribute("href"))
    with at.page.context.expect_page() as opened:
        link.click()

    assert slip.headers["content-type"] == "application/pdf"
    printed = PdfReader(BytesIO(slip.body())).pages[0].extract_text()
    assert order.ref in printed
    assert "Medium Mug" in printed
    assert "10.00" not in printed
    opened.value.wait_for_url("**/documents/packing-slip/", wait_until="commit")


def test_support_has_no_way_to_a_refund(desk, order, money):
    money.pay(order)
    at = desk("Support", order)

    assert at.page.locator("#order").get_by_role("link", name="Refund").count() == 0
    assert at.page.request.get(f"/admin/orders/order/{order.pk}/refund/").status == 403
