"""What a plan refunds, and how the money goes back."""

from decimal import Decimal

import pytest

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanStatus, PlanType
from common.errors import InvalidInput
from events.models import Event
from orders.cancelling.plan_rows import NewPlan, TooFewUnits
from orders.cancelling.plans import approve_plan, open_plan
from orders.fulfilment.ship import ship_order
from orders.models import OrderItem, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import ItemStatus, OrderStatus
from payments.models import Refund
from tests.basket import fresh, units

CANCEL, RETURN = PlanType.CANCEL, PlanType.REFUND


@pytest.fixture
def order(basket):
    return basket


def amounts(plan):
    row = fresh(plan)
    return (row.refund_amount, row.shipping_refund_amount, row.discount_refund_amount)


def events(order):
    return list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True))


class TestAmounts:
    def test_units_are_worth_their_share_and_shipping_stays(self, mugs, begin):
        assert amounts(begin((mugs, 1))) == (Decimal("10.00"), 0, 0)

    def test_with_the_last_units_shipping_goes_back(self, mugs, begin):
        assert amounts(begin()) == (Decimal("25.00"), Decimal("3.50"), 0)

    def test_shipping_goes_back_early_when_asked_and_then_not_again(self, mugs, cap, begin, now):
        first = begin((mugs, 2), shipping=True)
        approve_plan(first, **now)

        assert amounts(first) == (Decimal("20.00"), Decimal("3.50"), 0)
        assert amounts(begin((cap, 1))) == (Decimal("5.00"), 0, 0)

    def test_shipping_can_be_withheld(self, begin):
        assert amounts(begin(shipping=False)) == (Decimal("25.00"), 0, 0)

    def test_less_can_be_given_back_than_the_units_are_worth(self, mugs, begin):
        plan = begin((mugs, 2), refund_amount=Decimal("15.00"), shipping_refund_amount=Decimal("1.50"))

        assert amounts(plan) == (Decimal("15.00"), Decimal("1.50"), 0)
        assert PlanLine.objects.get(plan=plan).refund_amount == Decimal("15.00")

    @pytest.mark.parametrize(
        ("name", "amount", "code"),
        [
            ("refund_amount", "20.01", "amount_exceeds_worth"),
            ("shipping_refund_amount", "3.51", "amount_exceeds_worth"),
            ("refund_amount", "1.001", "too_many_digits"),
        ],
    )
    def test_never_more_than_they_are_worth(self, mugs, begin, name, amount, code):
        with pytest.raises(InvalidInput) as refused:
            begin((mugs, 2), **{name: Decimal(amount)})

        assert refused.value.errors[(name,)][0] == code
        assert not CancellationPlan.objects.exists()

    def test_a_discount_of_the_units_is_told_and_does_not_go_back(self, place, now):
        order = place(
            items=[{"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "discount_amount": Decimal("1.00")}],
            adjustments=[{"type": "discount", "amount": Decimal("-3.00")}],
        )
        item = OrderItem.objects.get(order=order)

        plan = open_plan(order, NewPlan(plan_type=CANCEL, lines=[{"item": item.id, "quantity": 1}]), **now)

        assert amounts(plan) == (Decimal("8.00"), 0, Decimal("2.00"))

    def test_units_whose_money_was_refunded_before_are_worth_nothing_more(self, order, mugs, begin, pay, now):
        pay(order)
        refund_order(order, RefundRequest(items=[{"item": mugs.id, "quantity": 1}], keep_shipping=True), **now)

        first = approve_plan(begin((mugs, 1)), **now)
        second = begin((mugs, 1))

        assert amounts(first) == (0, 0, 0)
        assert amounts(second) == (Decimal("10.00"), 0, 0)


class TestUnpaid:
    def test_nothing_moves_and_the_plan_is_completed_at_once(self, order, mugs, begin, now):
        plan = approve_plan(begin(), **now)

        assert plan.status == PlanStatus.COMPLETED
        assert fresh(order).status == OrderStatus.CANCELLED
        assert fresh(order).payment_status == "cancelled"
        assert fresh(order).shipping_status == "cancelled"
        assert fresh(mugs).status == ItemStatus.CANCELLED
        assert Shipment.objects.get(order=order).state == "cancelled"
        assert not Refund.objects.exists()

    def test_cancelled_units_are_no_longer_owed(self, order, mugs, begin, pay, now):
        approve_plan(begin((mugs, 1)), **now)

        waived = fresh(order)
        assert (waived.amount_waived, waived.amount_outstanding) == (Decimal("10.00"), Decimal("18.50"))
        assert waived.status == OrderStatus.CREATED

        assert pay(order).amount == Decimal("18.50")
        assert fresh(order).is_paid
        assert fresh(order).status == OrderStatus.PROCESSING

    def test_what_is_owed_is_lowered_before_anything_goes_back(self, order, mugs, begin, pay, now):
        pay(order, Decimal("22.00"))

        plan = approve_plan(begin((mugs, 1)), **now)

        assert (plan.waived_amount, plan.payment_plan[0]["amount"]) == (Decimal("6.50"), "3.50")
        paid = fresh(order)
        assert (paid.amount_paid, paid.amount_refunded, paid.amount_outstanding) == (22, Decimal("3.50"), 0)
        assert paid.status == OrderStatus.PROCESSING


class TestPaid:
    def test_the_money_goes_back_and_the_order_is_cancelled(self, order, begin, pay, obliging, now):
        pay(order)

        plan = approve_plan(begin(), **now)

        assert plan.status == PlanStatus.COMPLETED
        assert obliging.card.given_back == Decimal("28.50")
        done = fresh(order)
        assert (done.status, done.payment_status) == (OrderStatus.CANCELLED, "refunded")
        assert (done.refund_amount, done.shipping_refund_amount) == (25, Decimal("3.50"))
        assert done.amount_refunded == done.amount_paid == Decimal("28.50")
        assert done.cancel_status == "completed"

    def test_the_plan_says_from_which_payment(self, order, mugs, begin, pay, now):
        first, second = pay(order, Decimal("20.00")), pay(order)

        planned = begin((mugs, 1)).payment_plan

        assert [(part["payment"], part["amount"]) for part in planned] == [
            (str(second.pk), "8.50"),
            (str(first.pk), "1.50"),
        ]

    def test_a_part_goes_back_for_a_part(self, order, mugs, begin, pay, obliging, now):
        pay(order)

        approve_plan(begin((mugs, 1)), **now)

        assert obliging.card.given_back == Decimal("10.00")
        assert units(mugs) == (0, 1, 0)
        assert fresh(mugs).status == ItemStatus.APPROVED
        assert fresh(order).status == OrderStatus.PROCESSING
        assert fresh(order).payment_status == "partially_refunded"

    def test_a_return_of_everything_refunds_the_order(self, order, mugs, begin, pay, now):
        pay(order)
        ship_order(order, **now)

        approve_plan(begin(plan_type=RETURN), **now)

        assert fresh(order).status == OrderStatus.REFUNDED
        assert fresh(mugs).status == ItemStatus.CANCELLED
        assert units(mugs) == (2, 0, 2)

    @pytest.mark.parametrize("sent_units", [1, 2])
    def test_so_does_one_beside_a_refund_of_units(self, order, mugs, cap, begin, pay, now, sent_units):
        """The refunded mug was sent and comes back too, or was never sent."""
        pay(order)
        lines = [{"item": mugs.pk, "quantity": sent_units}, {"item": cap.pk, "quantity": 1}]
        ship_order(order, lines=lines, **now)
        refund_order(order, RefundRequest(items=[{"item": mugs.pk, "quantity": 1}]), **now)

        approve_plan(begin(plan_type=RETURN), **now)

        assert fresh(order).amount_refunded == fresh(order).amount_paid
        assert fresh(order).status == OrderStatus.REFUNDED

    def test_a_return_of_a_part_leaves_the_order_completed(self, sent, mugs, begin, now):
        approve_plan(begin((mugs, 1), plan_type=RETURN), **now)

        assert fresh(mugs).status == ItemStatus.DELIVERED
        assert fresh(sent).status == OrderStatus.COMPLETED
        assert units(mugs) == (2, 0, 1)

    def test_units_come_back_once(self, sent, mugs, begin, now):
        approve_plan(begin((mugs, 2), plan_type=RETURN), **now)

        with pytest.raises(TooFewUnits):
            begin((mugs, 1), plan_type=RETURN)

    def test_the_timeline_tells_every_step(self, order, begin, pay, now):
        pay(order)
        before = len(events(order))

        approve_plan(begin(), **now)

        assert events(order)[before:] == [
            "order.status_changed",
            "plan.opened",
            "plan.approved",
            "refund.reserved",
            "plan.moved",
            "refund.sent",
            "refund.succeeded",
            "order.refunded",
            "shipment.cancelled",
            "order.status_changed",
            "plan.completed",
        ]
