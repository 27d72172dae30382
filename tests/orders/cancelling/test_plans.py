"""Cancellation plans: opened, decided, carried out, withdrawn."""

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
from orders.models import Order, OrderItem
from orders.status.change_status import change_status, status_report
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh, units

CANCEL, RETURN = PlanType.CANCEL, PlanType.REFUND


@pytest.fixture
def order(basket):
    return basket


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

        lines_shown = Event.objects.get(order=order, type="plan.opened").data["lines"]
        assert [(line["sku"], line["quantity"], line["restock"]) for line in lines_shown] == [
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

    def test_no_more_units_than_there_are(self, mugs, begin):
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

    def test_units_that_wait_are_not_sent_and_the_others_are(self, order, mugs, cap, begin, now):
        begin((mugs, 1))

        with pytest.raises(UnitsAwaitDecision) as refused:
            ship_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)
        assert refused.value.facts["waiting"] == 1

        ship_order(order, **now)
        assert (units(mugs), units(cap)) == ((1, 0, 0), (1, 0, 0))

    def test_the_order_is_not_moved_by_hand_over_the_heads_of_those_who_decide(self, order, mugs, begin, now):
        begin((mugs, 1))

        with pytest.raises(TransitionRefused) as refused:
            change_status(order, to=OrderStatus.CANCELLED, **now)

        assert refused.value.code == "plan_is_open"
        codes = {move.status: move.code for move in status_report(fresh(order)).transitions}
        assert codes[OrderStatus.CANCELLED] == "plan_is_open"


class TestDeciding:
    @pytest.mark.parametrize("refuse", [reject_plan, cancel_plan])
    def test_a_plan_that_is_not_granted_puts_everything_back(self, order, mugs, begin, now, refuse):
        change_status(order, to=OrderStatus.HOLD, **now)

        plan = refuse(begin(), **now)

        assert fresh(order).status == OrderStatus.HOLD
        assert fresh(mugs).status == ItemStatus.PENDING
        assert units(mugs) == (0, 0, 0)
        assert fresh(order).cancel_status == (None if plan.status == PlanStatus.CANCELLED else "rejected")
        assert not PlanLine.objects.filter(open=True).exists()

    def test_an_item_can_be_in_the_next_plan_when_the_first_is_closed(self, mugs, begin, now):
        reject_plan(begin((mugs, 1)), **now)

        assert begin((mugs, 2)).status == PlanStatus.WAITING

    def test_what_was_sent_while_it_waited_is_sent_afterwards(self, order, mugs, cap, begin, now):
        plan = begin((mugs, 1))
        ship_order(order, **now)

        approve_plan(plan, **now)

        assert units(mugs) == (1, 1, 0)
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


def test_every_change_is_numbered_without_gaps(order, begin, pay, now):
    pay(order)
    approve_plan(begin(), **now)

    numbers = list(Event.objects.filter(order=order).order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, Order.objects.get(pk=order.pk).event_count + 1))
