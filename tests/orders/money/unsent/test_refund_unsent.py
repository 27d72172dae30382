"""Units that are refunded by item before they were sent leave what is to be shipped, unless somebody says otherwise."""

from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from events.models import Event
from orders.amending.amend import Amendment, amend_order
from orders.amending.settled import WorthIsSettled
from orders.cancelling.cancel import cancel_order
from orders.fulfilment.allocation import NothingLeftToShip, TooFewUnitsLeft
from orders.fulfilment.pack import NothingToPack, pack_item, pack_order
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.models import Order, Shipment
from orders.models.order import READY_TO_SHIP
from orders.money.confirm import confirm_refund
from orders.money.gateway_calls import refund_in, step
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.resolve import resolve_payment
from orders.money.settle_refund import settle_refund
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.gateways.answers import Declined, Succeeded
from payments.models import Payment
from tests.basket import fresh
from tests.orders.money.test_unowed import named
from tests.orders.money.unsent_units import ready, states, units


def events_of(order, *types):
    rows = Event.objects.filter(order=order, type__in=types).order_by("sequence")
    return [(row.type, row.data.get("sku"), row.data.get("quantity")) for row in rows]


def of_units(order):
    return events_of(order, "item.shipping_stopped", "item.shipping_resumed")


def in_the_queue(order):
    return Order.objects.filter(READY_TO_SHIP, pk=order.pk).exists()


def test_refunded_units_leave_the_shipment_and_are_not_sent(order, mugs, cap, refund, now):
    outcome = refund((mugs, 2))

    assert units(mugs) == (0, 0, 2, 1)
    assert ready(order) == [{"MUG": 1, "CAP": 1}]
    assert [(item.sku, item.quantity_refunded_unsent) for item in outcome.not_shipped] == [("MUG", 2)]
    assert of_units(order) == [("item.shipping_stopped", "MUG", 2)]
    with pytest.raises(TooFewUnitsLeft):
        ship_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)
    ship_order(order, **now)
    assert states(order, mugs, cap) == ("SHIPPED", "shipped", "SHIPPED", "SHIPPED")
    assert units(mugs) == (1, 0, 2, 0)


def test_whoever_says_so_ships_them_all_the_same(order, mugs, cap, refund, now):
    outcome = refund((mugs, 3), (cap, 1), keep_shipping=True)
    refund_order(fresh(order), RefundRequest(keep_shipping=True), **now)

    assert (outcome.not_shipped, of_units(order)) == ([], [])
    assert ready(order) == [{"MUG": 3, "CAP": 1}]
    assert (fresh(order).payment_status, in_the_queue(order)) == ("refunded", True)
    assert states(order, mugs, cap)[0] == "PROCESSING"
    ship_order(order, **now)
    assert states(order, mugs, cap) == ("SHIPPED", "shipped", "SHIPPED", "SHIPPED")


def test_an_order_of_which_all_units_are_refunded_is_cancelled_and_what_is_left_waits(order, mugs, cap, refund, now):
    refund((mugs, 3))
    assert states(order, mugs, cap) == ("PROCESSING", "ready", "CANCELLED", "APPROVED")
    refund((cap, 1))

    assert states(order, mugs, cap) == ("CANCELLED", "cancelled", "CANCELLED", "CANCELLED")
    assert (ready(order), in_the_queue(order)) == ([], False)
    assert Payment.objects.get(order=order).attention == "kept_after_cancellation"
    assert named(order) == {"kept_after_cancellation": Decimal("3.50")}
    refund_order(fresh(order), RefundRequest(), **now)
    assert named(order) == {}
    assert (fresh(order).payment_status, fresh(order).amount_outstanding) == ("refunded", 0)


def test_an_order_that_was_refunded_wholly_by_item_is_refunded(place, pay, now):
    order = place(adjustments=[])
    pay(order)
    item = order.items.get()

    refund_order(fresh(order), RefundRequest(items=[{"item": item.id}]), **now)

    assert states(order, item) == ("REFUNDED", "cancelled", "CANCELLED")
    assert named(order) == {}


def test_units_that_were_sent_stay_as_they_are(order, mugs, cap, refund, now):
    ship_order(order, lines=[{"item": mugs.id, "quantity": 3}], **now)

    outcome = refund((mugs, 1))

    assert (outcome.not_shipped, of_units(order)) == ([], [])
    assert units(mugs) == (3, 0, 0, 0)
    assert ready(order) == [{"CAP": 1}]


def test_of_an_item_that_is_sent_in_part_the_unsent_units_come_first(order, mugs, cap, refund, now):
    ship_order(order, lines=[{"item": mugs.id, "quantity": 2}, {"item": cap.id, "quantity": 1}], **now)
    assert states(order, mugs)[0] == "PROCESSING"

    refund((mugs, 2))

    assert units(mugs) == (2, 0, 1, 0)
    assert states(order, mugs, cap) == ("SHIPPED", "shipped", "SHIPPED", "SHIPPED")


def test_a_refund_of_an_amount_leaves_the_goods_alone(order, mugs, now):
    refund_order(order, RefundRequest(amount=Decimal(10)), **now)

    assert (units(mugs), of_units(order)) == ((0, 0, 0, 3), [])


def test_a_declined_refund_leaves_the_units_to_be_shipped(order, mugs, refund, obliging, now):
    obliging.card.mood = "declining"

    with pytest.raises(RefundDeclined):
        refund((mugs, 2))

    assert units(mugs) == (0, 0, 0, 3)
    assert sum(row.get("MUG", 0) for row in ready(order)) == 3
    assert of_units(order) == [("item.shipping_stopped", "MUG", 2), ("item.shipping_resumed", "MUG", 2)]
    obliging.card.mood = "obliging"
    refund((mugs, 2))
    assert units(mugs) == (0, 0, 2, 1)


class TestWhileNobodyKnows:
    @pytest.fixture
    def pending(self, mugs, refund):
        return refund((mugs, 3), method="manual").manual[0]

    def test_the_units_are_held_back_and_nothing_is_over(self, order, mugs, cap, pending, now):
        assert units(mugs) == (0, 0, 3, 0)
        assert states(order, mugs, cap) == ("PROCESSING", "ready", "APPROVED", "APPROVED")
        ship_order(order, **now)

        assert states(order, mugs, cap) == ("PROCESSING", "shipped", "APPROVED", "SHIPPED")
        assert not in_the_queue(order)
        with pytest.raises(NothingLeftToShip):
            ship_order(order, **now)
        with pytest.raises(TransitionRefused) as refused:
            change_status(fresh(order), to=OrderStatus.COMPLETED, **now)
        assert refused.value.code == "units_are_being_refunded"

    def test_once_it_is_confirmed_the_item_is_cancelled(self, order, mugs, cap, pending, now):
        ship_order(order, **now)
        deliver_shipment(Shipment.objects.get(order=order, state="shipped"), **now)

        confirm_refund(order, pending, **now)

        assert states(order, mugs, cap) == ("COMPLETED", "delivered", "CANCELLED", "DELIVERED")

    def test_once_it_is_given_up_the_units_are_shipped(self, order, mugs, cap, pending, now):
        ship_order(order, **now)

        give_up_refund(order, pending, reason="Wrong account", **now)

        assert (units(mugs), ready(order), in_the_queue(order)) == ((0, 0, 0, 3), [{"MUG": 3}], True)
        ship_order(order, **now)
        assert states(order, mugs, cap) == ("SHIPPED", "shipped", "SHIPPED", "SHIPPED")

    def test_nothing_of_them_is_packed(self, order, mugs, cap, pending, now):
        with pytest.raises(NothingToPack):
            pack_item(mugs, **now)
        pack_order(order, **now)

        assert states(order, mugs, cap)[2:] == ("APPROVED", "PACKAGED")

    def test_an_item_waits_with_its_sent_units_until_it_is_known(self, order, mugs, cap, refund, now):
        pending = refund((mugs, 1), method="manual").manual[0]
        ship_order(order, **now)
        deliver_shipment(Shipment.objects.get(order=order, state="shipped"), **now)
        assert states(order, mugs, cap) == ("PROCESSING", "delivered", "APPROVED", "DELIVERED")

        confirm_refund(order, pending, **now)

        assert states(order, mugs, cap) == ("COMPLETED", "delivered", "DELIVERED", "DELIVERED")

    def test_cancelling_the_rest_leaves_the_order_until_it_is_known(self, order, mugs, cap, pending, now):
        cancel_order(order, **now)
        assert states(order, mugs, cap) == ("PROCESSING", "cancelled", "APPROVED", "CANCELLED")

        confirm_refund(order, pending, **now)

        assert states(order, mugs, cap) == ("REFUNDED", "cancelled", "CANCELLED", "CANCELLED")
        assert fresh(order).amount_refunded == Decimal("38.50")
        assert named(order) == {}


class TestContradictions:
    def _say(self, order, refund, answer, now):
        with step(order, **now) as change:
            settle_refund(change, refund_in(change, refund.pk), answer)

    def test_money_that_came_back_makes_the_units_shippable(self, order, mugs, refund, now):
        done = refund((mugs, 2)).refunded[0]

        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        assert units(mugs) == (0, 0, 0, 3)
        assert of_units(order)[-1] == ("item.shipping_resumed", "MUG", 2)

    def test_what_is_over_stays_over(self, order, mugs, cap, refund, now):
        done = refund((mugs, 3)).refunded[0]
        assert states(order, mugs)[2] == "CANCELLED"

        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        assert units(mugs) == (0, 0, 3, 0)
        assert fresh(done).attention == "contradicted"
        again = refund((mugs, 3)).refunded
        assert [row.amount for row in again] == [Decimal(30)]
        assert units(mugs) == (0, 0, 3, 0)
        assert named(order) == {}

    @pytest.mark.parametrize("steps", [(3,), (2, 1), (1, 2)])
    def test_whoever_has_neither_goods_nor_money_is_named_until_the_money_went_back(
        self, order, mugs, refund, now, steps
    ):
        done = [refund((mugs, quantity)).refunded[0] for quantity in steps][-1]
        worth = done.amount
        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)
        payment = Payment.objects.get()
        assert payment.attention == "contradicted"
        assert named(order) == {"kept_after_cancellation": worth}

        payment = resolve_payment(order, payment, reason="The gateway is right", **now)

        assert (payment.retained_amount, fresh(payment).attention) == (0, "kept_after_cancellation")
        assert named(order) == {"kept_after_cancellation": worth}
        refund_order(order, RefundRequest(amount=worth), **now)
        assert (fresh(payment).attention, fresh(payment).needs_human, named(order)) == ("", False, {})

    @pytest.mark.parametrize("kept_first", [True, False])
    def test_money_of_units_that_were_shipped_all_the_same_covers_no_others(self, order, mugs, refund, now, kept_first):
        wanted = [{"keep_shipping": kept_first}, {"keep_shipping": not kept_first}]
        done = [refund((mugs, 1), **one).refunded[0] for one in wanted][kept_first]
        ship_order(fresh(order), **now)

        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        assert units(mugs) == (2, 0, 1, 0)
        assert named(order) == {"kept_after_cancellation": 10}
        refund_order(fresh(order), RefundRequest(amount=Decimal(10)), **now)
        assert named(order) == {}

    def test_units_of_which_the_money_went_back_again_are_covered_whatever_is_shipped(self, order, mugs, refund, now):
        done = refund((mugs, 3)).refunded[0]
        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        refund((mugs, 3), keep_shipping=True)

        assert named(order) == {}

    def test_what_they_are_worth_is_not_amended(self, order, mugs, refund, now):
        done = refund((mugs, 3)).refunded[0]
        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        with pytest.raises(WorthIsSettled):
            amend_order(fresh(order), Amendment(adjustments=[{"type": "discount", "amount": Decimal(-7)}]), **now)

        assert named(order) == {"kept_after_cancellation": 30}

    def test_a_person_may_keep_it(self, order, mugs, cap, refund, now):
        done = refund((mugs, 3)).refunded[0]
        self._say(order, done, Declined(code="returned", detail="The account is closed."), now)

        for reason in ("The gateway is right", "The customer wants a voucher"):
            payment = resolve_payment(order, Payment.objects.get(), reason=reason, **now)

        assert (payment.retained_amount, fresh(payment).attention, named(order)) == (30, "", {})

    def test_a_refund_that_was_made_after_all_holds_back_what_is_still_here(self, order, mugs, refund, now):
        failed = refund((mugs, 2), method="manual").manual[0]
        give_up_refund(order, failed, reason="Wrong account", **now)
        ship_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)

        self._say(order, failed, Succeeded(), now)

        assert units(mugs) == (2, 0, 1, 0)
