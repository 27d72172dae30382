"""Cancellation plans: opened, decided, carried out, withdrawn."""

from decimal import Decimal

import pytest

from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import PlanStatus, PlanType
from common.errors import InvalidInput
from common.fsm import TransitionRefused
from events.models import Event
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, NothingToCancel, NothingToReturn, TooFewUnits
from orders.cancelling.plans import approve_plan, cancel_plan, confirm_plan, open_plan, reject_plan
from orders.fulfilment.allocation import UnitsAwaitDecision
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.models import Order, OrderItem, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status, status_report
from orders.statuses import ItemStatus, OrderStatus
from payments.models import Refund
from tests.basket import fresh

CANCEL, RETURN = PlanType.CANCEL, PlanType.REFUND


@pytest.fixture
def order(basket):
    return basket


@pytest.fixture
def begin(order, now):
    """Open a plan for some pieces of some items, or for everything."""

    def begin(*pieces, plan_type=CANCEL, **wishes):
        lines = [{"item": item.id, "quantity": quantity} for item, quantity in pieces] or None
        return open_plan(order, NewPlan(plan_type=plan_type, lines=lines, **wishes), **now)

    return begin


def pieces(item):
    row = fresh(item)
    return (row.quantity_shipped, row.quantity_cancelled, row.quantity_returned)


def amounts(plan):
    row = fresh(plan)
    return (row.refund_amount, row.shipping_refund_amount, row.discount_refund_amount)


def events(order):
    return list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True))


@pytest.fixture
def sent(order, now):
    """Everything has been delivered."""
    ship_order(order, **now)
    deliver_shipment(Shipment.objects.get(order=order), **now)
    return fresh(order)


class TestOpening:
    def test_its_items_wait_and_remember_where_they_came_from(self, order, mugs, cap, begin):
        plan = begin((mugs, 1))

        assert plan.status == PlanStatus.WAITING
        assert fresh(mugs).status == ItemStatus.CANCELLATION_WAITING
        assert fresh(mugs).status_before_cancellation == ItemStatus.PENDING
        assert fresh(cap).status == ItemStatus.PENDING
        assert fresh(order).status == OrderStatus.CREATED

    def test_a_plan_for_everything_makes_the_order_wait(self, order, begin):
        plan = begin()

        assert plan.whole_order
        assert fresh(order).status == OrderStatus.CANCELLATION_WAITING
        assert fresh(order).cancel_status == "waiting"

    def test_it_is_told_with_the_choice_to_restock_of_each_line(self, order, mugs, cap, now):
        lines = [{"item": mugs.id, "quantity": 1, "restock": False}, {"item": cap.id, "quantity": 1}]

        open_plan(order, NewPlan(plan_type=CANCEL, lines=lines), **now)

        told = Event.objects.get(order=order, type="plan.opened").data["lines"]
        assert [(line["sku"], line["quantity"], line["restock"]) for line in told] == [
            ("MUG", 1, False),
            ("CAP", 1, True),
        ]

    def test_an_item_is_in_one_open_plan(self, mugs, begin):
        begin((mugs, 1))

        with pytest.raises(ItemInOpenPlan) as refused:
            begin((mugs, 1))

        assert refused.value.detail == "Medium Mug is in an open cancellation plan already."
        assert CancellationPlan.objects.count() == 1

    def test_everything_cannot_be_asked_for_while_a_part_waits(self, mugs, begin):
        begin((mugs, 1))

        with pytest.raises(ItemInOpenPlan):
            begin()

    def test_goods_that_were_sent_are_not_cancelled(self, sent, mugs, begin):
        with pytest.raises(TooFewUnits) as refused:
            begin((mugs, 1))
        assert refused.value.detail == "0 units of Medium Mug can be cancelled, 1 were asked for."

        with pytest.raises(NothingToCancel):
            begin()

    def test_goods_that_were_not_sent_are_not_returned(self, order, mugs, begin):
        with pytest.raises(TooFewUnits):
            begin((mugs, 1), plan_type=RETURN)
        with pytest.raises(NothingToReturn):
            begin(plan_type=RETURN)

    def test_no_more_pieces_than_there_are(self, mugs, begin):
        with pytest.raises(TooFewUnits) as refused:
            begin((mugs, 3))

        assert (refused.value.facts["left"], refused.value.facts["asked"]) == (2, 3)

    def test_an_item_of_another_order_is_wrong_input(self, begin, place):
        with pytest.raises(InvalidInput) as refused:
            begin((OrderItem.objects.get(order=place()), 1))

        assert refused.value.errors["items", 0, "item"][0] == "unknown_item"

    def test_a_cancelled_order_has_nothing_to_decide(self, order, begin, now):
        change_status(order, to=OrderStatus.CANCELLED, **now)

        with pytest.raises(TransitionRefused) as refused:
            begin()
        assert refused.value.detail == "Can't change order with status 'Cancelled' to 'Cancellation waiting'."

    def test_pieces_that_wait_are_not_sent_and_the_others_are(self, order, mugs, cap, begin, now):
        begin((mugs, 1))

        with pytest.raises(UnitsAwaitDecision) as refused:
            ship_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)
        assert refused.value.facts["waiting"] == 1

        ship_order(order, **now)
        assert (pieces(mugs), pieces(cap)) == ((1, 0, 0), (1, 0, 0))

    def test_the_order_is_not_moved_by_hand_over_the_heads_of_those_who_decide(self, order, mugs, begin, now):
        begin((mugs, 1))

        with pytest.raises(TransitionRefused) as refused:
            change_status(order, to=OrderStatus.CANCELLED, **now)

        assert refused.value.code == "plan_is_open"
        told = {move.status: move.code for move in status_report(fresh(order)).transitions}
        assert told[OrderStatus.CANCELLED] == "plan_is_open"


class TestAmounts:
    def test_pieces_are_worth_their_share_and_shipping_stays(self, mugs, begin):
        assert amounts(begin((mugs, 1))) == (Decimal("10.00"), 0, 0)

    def test_with_the_last_pieces_shipping_goes_back(self, mugs, begin):
        assert amounts(begin()) == (Decimal("25.00"), Decimal("3.50"), 0)

    def test_shipping_goes_back_early_when_asked_and_then_not_again(self, mugs, cap, begin, now):
        first = begin((mugs, 2), shipping=True)
        approve_plan(first, **now)

        assert amounts(first) == (Decimal("20.00"), Decimal("3.50"), 0)
        assert amounts(begin((cap, 1))) == (Decimal("5.00"), 0, 0)

    def test_shipping_can_be_withheld(self, begin):
        assert amounts(begin(shipping=False)) == (Decimal("25.00"), 0, 0)

    def test_less_can_be_given_back_than_the_pieces_are_worth(self, mugs, begin):
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

    def test_a_discount_of_the_pieces_is_told_and_does_not_go_back(self, place, now):
        order = place(
            items=[{"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "discount_amount": Decimal("1.00")}],
            adjustments=[{"type": "discount", "amount": Decimal("-3.00")}],
        )
        item = OrderItem.objects.get(order=order)

        plan = open_plan(order, NewPlan(plan_type=CANCEL, lines=[{"item": item.id, "quantity": 1}]), **now)

        assert amounts(plan) == (Decimal("8.00"), 0, Decimal("2.00"))

    def test_pieces_whose_money_was_refunded_before_are_worth_nothing_more(self, order, mugs, begin, pay, now):
        pay(order)
        refund_order(order, RefundRequest(items=[{"item": mugs.id, "quantity": 1}], keep_shipping=True), **now)

        first = approve_plan(begin((mugs, 1)), **now)
        second = begin((mugs, 1))

        assert amounts(first) == (0, 0, 0)
        assert amounts(second) == (Decimal("10.00"), 0, 0)


class TestDeciding:
    @pytest.mark.parametrize("refuse", [reject_plan, cancel_plan])
    def test_a_plan_that_is_not_granted_puts_everything_back(self, order, mugs, begin, now, refuse):
        change_status(order, to=OrderStatus.HOLD, **now)

        plan = refuse(begin(), **now)

        assert fresh(order).status == OrderStatus.HOLD
        assert fresh(mugs).status == ItemStatus.PENDING
        assert pieces(mugs) == (0, 0, 0)
        assert fresh(order).cancel_status == (None if plan.status == PlanStatus.CANCELLED else "rejected")
        assert not PlanLine.objects.filter(open=True).exists()

    def test_an_item_can_be_in_the_next_plan_when_the_first_is_closed(self, mugs, begin, now):
        reject_plan(begin((mugs, 1)), **now)

        assert begin((mugs, 2)).status == PlanStatus.WAITING

    def test_what_was_sent_while_it_waited_is_sent_afterwards(self, order, mugs, cap, begin, now):
        plan = begin((mugs, 1))
        ship_order(order, **now)

        approve_plan(plan, **now)

        assert pieces(mugs) == (1, 1, 0)
        assert fresh(mugs).status == ItemStatus.SHIPPED
        assert fresh(order).status == OrderStatus.SHIPPED

    def test_a_plan_is_approved_once(self, begin, now):
        plan = begin()
        approve_plan(plan, **now)

        with pytest.raises(TransitionRefused) as refused:
            approve_plan(plan, **now)

        assert refused.value.detail == "Can't change cancellation plan with status 'Completed' to 'Approved'."

    def test_order_and_items_show_how_far_it_is(self, order, mugs, cap, begin, now):
        plan = begin((mugs, 1))
        confirm_plan(plan, **now)

        assert (fresh(order).cancel_status, fresh(mugs).cancel_status) == ("confirmed", "confirmed")
        assert fresh(cap).cancel_status is None


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

    def test_cancelled_pieces_are_no_longer_owed(self, order, mugs, begin, pay, now):
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
        assert pieces(mugs) == (0, 1, 0)
        assert fresh(mugs).status == ItemStatus.APPROVED
        assert fresh(order).status == OrderStatus.PROCESSING
        assert fresh(order).payment_status == "partially_refunded"

    def test_a_return_of_everything_refunds_the_order(self, order, mugs, begin, pay, now):
        pay(order)
        ship_order(order, **now)

        approve_plan(begin(plan_type=RETURN), **now)

        assert fresh(order).status == OrderStatus.REFUNDED
        assert fresh(mugs).status == ItemStatus.CANCELLED
        assert pieces(mugs) == (2, 0, 2)

    def test_a_return_of_a_part_leaves_the_order_completed(self, sent, mugs, begin, now):
        approve_plan(begin((mugs, 1), plan_type=RETURN), **now)

        assert fresh(mugs).status == ItemStatus.DELIVERED
        assert fresh(sent).status == OrderStatus.COMPLETED
        assert pieces(mugs) == (2, 0, 1)

    def test_pieces_come_back_once(self, sent, mugs, begin, now):
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


def test_every_change_is_numbered_without_gaps(order, begin, pay, now):
    pay(order)
    approve_plan(begin(), **now)

    numbers = list(Event.objects.filter(order=order).order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, Order.objects.get(pk=order.pk).event_count + 1))
