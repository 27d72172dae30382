"""The items of an order are changed after it was paid: what it costs, owes and sends follows."""

from decimal import Decimal

import pytest

from cancellations.statuses import PlanType
from common.errors import InvalidInput
from events.models import Event
from orders.amending.amend import Amendment, OrderNotAmendable, amend_order
from orders.amending.amended import ItemNotAmendable
from orders.amending.settled import TooFewUnitsRemain, WorthIsSettled
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.pack import pack_order
from orders.fulfilment.ship import ship_order
from orders.models import Adjustment, Order, OrderItem
from orders.money.balance import balance_of
from orders.money.complete import complete_payment
from orders.money.pay import PaymentUnderWay, start_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import ItemStatus, OrderStatus
from payments.models import Payment
from tests.basket import fresh
from tests.untouched import nothing_changes


@pytest.fixture
def order(basket):
    return basket


@pytest.fixture
def paid(order, pay):
    pay(order)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def amend(now):
    def amend(order, **wanted):
        return amend_order(Order.objects.get(pk=order.pk), Amendment(**wanted), **now)

    return amend


def units(item, quantity, **more):
    return {"item": item.id, "quantity": quantity, **more}


def ready(order):
    (shipment,) = order.shipments.filter(state="ready")
    return dict(shipment.lines.values_list("item__sku", "quantity"))


def sums(order):
    row = fresh(order)
    return row.total, row.amount_paid, row.amount_outstanding, row.payment_status


def test_more_units_are_outstanding_and_paid_later(paid, mugs, amend, pay):
    amended = amend(paid, change=[units(mugs, 3)], reason="The customer called")

    assert (amended.total_before, amended.difference, amended.overpaid) == (Decimal("28.50"), 10, 0)
    assert sums(paid) == (Decimal("38.50"), Decimal("28.50"), 10, "partially_paid")
    assert ready(paid) == {"MUG": 3, "CAP": 1}
    assert fresh(paid).status == OrderStatus.PROCESSING
    pay(fresh(paid))
    assert sums(paid) == (Decimal("38.50"), Decimal("38.50"), 0, "paid")
    assert balance_of(fresh(paid)).agrees


def test_fewer_units_leave_money_that_waits_for_a_person_and_nothing_goes_back(paid, mugs, amend, obliging):
    amended = amend(paid, change=[units(mugs, 1)])

    assert (amended.difference, amended.overpaid) == (-10, 10)
    assert obliging.card.given_back == 0
    payment = Payment.objects.get(order=paid)
    assert (payment.needs_human, payment.attention) == (True, "overpaid")
    assert [check.name for check in balance_of(fresh(paid)).checks if not check.agrees] == ["overpaid"]
    assert ready(paid) == {"MUG": 1, "CAP": 1}
    assert Event.objects.filter(order=paid, type="payment.not_owed").count() == 1


def test_the_surplus_is_refunded_and_owed_again_when_more_is_ordered(paid, mugs, amend, pay, now, obliging):
    amended = amend(paid, change=[units(mugs, 1)])

    refund_order(fresh(paid), RefundRequest(amount=amended.overpaid), **now)
    assert (obliging.card.given_back, fresh(paid).amount_outstanding, fresh(paid).excess_refunded) == (10, 0, 10)
    assert fresh(paid).status == OrderStatus.PROCESSING
    assert balance_of(fresh(paid)).agrees

    amend(paid, change=[units(mugs, 2)])
    assert fresh(paid).amount_outstanding == 10
    pay(fresh(paid))
    assert (fresh(paid).amount_outstanding, fresh(paid).is_paid) == (0, True)
    assert balance_of(fresh(paid)).agrees


def test_a_surplus_still_waits_for_a_person_when_the_rest_is_cancelled(paid, mugs, amend, now, obliging):
    amend(paid, change=[units(mugs, 1)])

    cancel_order(fresh(paid), **now)

    payment = Payment.objects.get(order=paid)
    assert obliging.card.given_back == Decimal("18.50")
    assert (payment.needs_human, payment.attention) == (True, "kept_after_cancellation")
    refund_order(fresh(paid), RefundRequest(), **now)
    assert obliging.card.given_back == Decimal("28.50")
    assert balance_of(fresh(paid)).agrees


def test_a_new_item_is_sent_with_the_others(paid, amend):
    amend(paid, add=[{"sku": "TEA", "quantity": 2, "unit_price": Decimal("1.50")}])

    tea = OrderItem.objects.get(order=paid, sku="TEA")
    assert (tea.position, tea.status, tea.total) == (2, ItemStatus.APPROVED, 3)
    assert ready(paid) == {"MUG": 2, "CAP": 1, "TEA": 2}
    assert (fresh(paid).item_count, fresh(paid).amount_outstanding) == (3, 3)
    assert "TEA" in fresh(paid).search_text


def test_an_item_is_removed(paid, cap, amend):
    amend(paid, remove=[cap.id])

    assert [item.sku for item in OrderItem.objects.filter(order=paid)] == ["MUG"]
    assert ready(paid) == {"MUG": 2}
    assert (fresh(paid).item_count, fresh(paid).total) == (1, Decimal("23.50"))


def test_prices_discounts_and_adjustments_are_changed_and_the_rest_keeps_its_rows(paid, mugs, cap, amend):
    Adjustment.objects.filter(order=paid).update(reference="C-1", internal_info="Loyal")
    before = Adjustment.objects.get(order=paid)

    amend(paid, change=[{"item": mugs.id, "unit_price": Decimal(9), "discount_amount": Decimal(1)}])

    assert (fresh(mugs).total, fresh(paid).total) == (17, Decimal("25.50"))
    kept = Adjustment.objects.get(order=paid)
    assert (kept.pk, kept.reference, kept.internal_info) == (before.pk, "C-1", "Loyal")
    assert fresh(cap).position == cap.position
    amend(paid, adjustments=[])
    assert (fresh(paid).total, Adjustment.objects.filter(order=paid).count()) == (22, 0)


def test_packed_goods_are_unpacked_for_more(paid, mugs, amend, now):
    pack_order(paid, **now)

    amend(paid, change=[units(mugs, 3)])

    assert (fresh(mugs).status, fresh(paid).status) == (ItemStatus.PACKAGE_WAITING, OrderStatus.PACKAGE_WAITING)


def test_what_becomes_free_is_paid_and_sent(order, mugs, cap, amend, now):
    amend(order, change=[units(mugs, 2, unit_price=Decimal(0)), units(cap, 1, unit_price=Decimal(0))], adjustments=[])

    assert (fresh(order).status, fresh(order).payment_status) == (OrderStatus.PROCESSING, "paid")
    ship_order(fresh(order), **now)
    assert fresh(order).status == OrderStatus.SHIPPED


def test_a_paid_order_that_becomes_free_is_still_sent_after_its_money_went_back(paid, mugs, cap, amend, now, obliging):
    free = [units(mugs, 2, unit_price=Decimal(0)), units(cap, 1, unit_price=Decimal(0))]
    amended = amend(paid, change=free, adjustments=[])

    refund_order(fresh(paid), RefundRequest(amount=amended.overpaid), **now)

    assert (obliging.card.given_back, fresh(paid).status) == (Decimal("28.50"), OrderStatus.PROCESSING)
    assert balance_of(fresh(paid)).agrees


def test_what_was_paid_in_part_is_paid_when_the_total_falls_to_it(order, mugs, amend, pay):
    pay(order, Decimal("18.50"))

    amend(order, change=[units(mugs, 1)])

    assert (fresh(order).is_paid, fresh(order).status) == (True, OrderStatus.PROCESSING)
    assert Event.objects.filter(order=order, type="order.paid").count() == 1


def test_the_timeline_says_what_was_changed_and_why(paid, mugs, cap, amend):
    amend(
        paid, change=[units(mugs, 3)], add=[{"sku": "TEA", "quantity": 1, "unit_price": Decimal(4)}], remove=[cap.id],
        reason="The customer called",
    )  # fmt: skip

    said = Event.objects.get(order=paid, type="order.amended").data
    assert (said["total_before"], said["total"], said["reason"]) == ("28.50", "37.50", "The customer called")
    assert [(line["sku"], line["quantity_before"], line["quantity"]) for line in said["changed"]] == [("MUG", 2, 3)]
    assert [line["sku"] for line in said["added"] + said["removed"]] == ["TEA", "CAP"]


# --- what is refused -------------------------------------------------------------------------------------------------


def test_never_below_what_was_sent_or_cancelled(paid, mugs, amend, now):
    ship_order(paid, lines=[{"item": mugs.id, "quantity": 1}], **now)
    amend(paid, change=[units(mugs, 4)])
    cancel_order(fresh(paid), lines=[{"item": mugs.id, "quantity": 2}], **now)

    with nothing_changes(), pytest.raises(TooFewUnitsRemain) as refused:
        amend(paid, change=[units(mugs, 2)])
    assert refused.value.facts["least"] == 3
    with nothing_changes(), pytest.raises(TooFewUnitsRemain):
        amend(paid, remove=[mugs.id])
    amend(paid, change=[units(mugs, 3)])
    assert balance_of(fresh(paid)).kept == fresh(paid).amount_paid - fresh(paid).amount_refunded


def test_never_below_what_waits_for_a_decision(paid, mugs, cap, amend, now):
    open_plan(paid, NewPlan(plan_type=PlanType.CANCEL, lines=[{"item": mugs.id, "quantity": 1}]), **now)

    with nothing_changes(), pytest.raises(ItemNotAmendable):
        amend(paid, change=[units(mugs, 1)])
    amend(paid, change=[units(cap, 2)])


def test_what_refunded_units_cost_does_not_change(paid, mugs, cap, amend, now):
    refund_order(paid, RefundRequest(items=[{"item": mugs.id, "quantity": 1}]), **now)

    with nothing_changes(), pytest.raises(WorthIsSettled):
        amend(paid, change=[{"item": mugs.id, "unit_price": Decimal(8)}])
    amend(paid, change=[units(mugs, 3), units(cap, 2)])


def test_an_order_that_is_sent_or_a_draft_is_not_amended(paid, draft, mugs, amend, now):
    ship_order(paid, **now)

    with nothing_changes(), pytest.raises(OrderNotAmendable):
        amend(paid, change=[units(mugs, 3)])
    with nothing_changes(), pytest.raises(OrderNotAmendable):
        amend(draft, adjustments=[])


def test_a_payment_that_may_still_come_is_cancelled_first(order, mugs, amend, now, obliging):
    payment = start_payment(order, method="bank-transfer", **now)

    with nothing_changes(), pytest.raises(PaymentUnderWay):
        amend(order, change=[units(mugs, 3)])
    complete_payment(order, payment, **now)
    amend(order, change=[units(mugs, 3)])


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        (lambda mugs, cap: {"remove": [mugs.id, cap.id]}, ("remove",)),
        (lambda mugs, cap: {"change": [units(mugs, 1)], "remove": [mugs.id]}, ("remove", 0)),
        (lambda mugs, cap: {"change": [units(mugs, 1, unit_price=Decimal("1.005"))]}, ("change", 0, "unit_price")),
        (lambda mugs, cap: {"add": [{"quantity": 1, "unit_price": Decimal("0.001")}]}, ("add", 0, "unit_price")),
        (lambda mugs, cap: {"change": [units(mugs, 1)], "total": Decimal(1)}, ("total",)),
    ],
)
def test_wrong_input_is_refused_at_its_place(paid, mugs, cap, amend, wanted, path):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        amend(paid, **wanted(mugs, cap))

    assert list(refused.value.errors) == [path]


def test_the_last_item_with_units_left_is_cancelled_and_not_removed(order, mugs, cap, amend, now):
    cancel_order(order, lines=[units(mugs, 2)], **now)

    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        amend(order, remove=[cap.id])
    assert str(refused.value.errors["remove",][1]) == "Nothing would be left of the order. Cancel it instead."
    amend(order, remove=[cap.id], add=[{"sku": "TEA", "quantity": 1, "unit_price": Decimal(7)}])
    assert (fresh(order).status, fresh(order).amount_outstanding) == (OrderStatus.CREATED, Decimal("10.50"))


# --- over HTTP -------------------------------------------------------------------------------------------------------


def test_it_is_rehearsed_and_done_over_http(api, paid, mugs):
    body = {"change": [{"item": str(mugs.id), "quantity": 1}], "reason": "Fewer guests"}

    with nothing_changes():
        rehearsed = api.post(f"/api/v1/orders/{paid.ref}/amend/?dry_run=true", body, format="json").json()["result"]
    done = api.post(f"/api/v1/orders/{paid.ref}/amend/", body, format="json")

    assert rehearsed["overpaid"] == "10.00"
    answer = done.json()
    assert [answer[name] for name in ("total_before", "difference", "overpaid")] == ["28.50", "-10.00", "10.00"]
    assert (answer["order"]["total"], answer["order"]["amount_outstanding"]) == ("18.50", "-10.00")
    assert done["ETag"]


def test_customers_do_not_change_prices(customer_api, paid, mugs):
    answer = customer_api.post(f"/api/v1/orders/{paid.ref}/amend/", {"remove": [str(mugs.id)]}, format="json")

    assert answer.status_code == 403
