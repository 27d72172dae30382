"""Packing and delivering by item."""

import pytest

from common.fsm import TransitionRefused
from events.models import Event
from orders.fulfilment.deliver import TooFewUnitsInTransit, deliver_item
from orders.fulfilment.pack import NothingToPack, pack_item, pack_order
from orders.fulfilment.ship import ship_order
from orders.models import OrderItem, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh
from tests.untouched import nothing_changes


@pytest.fixture
def order(basket, now):
    """Approved."""
    return change_status(basket, to=OrderStatus.PROCESSING, **now)


@pytest.mark.parametrize("pack", ["item", "order"])
def test_nothing_of_an_order_whose_money_is_back_is_packed(place, now, money, pack):
    order = place()
    money.pay(order)
    refund_order(fresh(order), RefundRequest(), **now)

    with nothing_changes(), pytest.raises(TransitionRefused, match="'Refunded' to 'Packaged'") as refusal:
        pack_item(order.items.get(), **now) if pack == "item" else pack_order(order, **now)

    assert refusal.value.code == "transition_not_allowed"


def test_an_order_is_packed_when_its_last_item_is(order, mugs, cap, now):
    pack_item(mugs, **now)

    assert fresh(mugs).status == ItemStatus.PACKAGED
    assert fresh(order).status == OrderStatus.PROCESSING

    pack_item(cap, **now)

    assert fresh(order).status == OrderStatus.PACKAGED
    assert Event.objects.filter(order=order, type="item.packed").count() == 2


def test_an_item_that_awaits_approval_is_not_packed(place, now):
    pending = OrderItem.objects.get(order=place())

    with pytest.raises(TransitionRefused) as refused:
        pack_item(pending, **now)

    assert refused.value.detail == "Can't change order item with status 'Pending' to 'Packaged'."


def test_an_item_is_delivered_with_the_last_unit_that_was_sent(order, mugs, now):
    ship_order(order, **now)

    deliver_item(mugs, quantity=1, **now)
    assert (fresh(mugs).quantity_delivered, fresh(mugs).status) == (1, ItemStatus.SHIPPED)

    deliver_item(mugs, **now)
    assert (fresh(mugs).quantity_delivered, fresh(mugs).status) == (2, ItemStatus.DELIVERED)
    assert fresh(order).status == OrderStatus.SHIPPED


def test_the_order_and_its_parcel_are_delivered_with_the_last_item(order, mugs, cap, now):
    ship_order(order, **now)

    deliver_item(mugs, **now)
    deliver_item(cap, **now)

    assert fresh(order).status == OrderStatus.COMPLETED
    assert Shipment.objects.get(order=order).state == "delivered"


def test_no_more_units_arrive_than_are_on_their_way(order, mugs, now):
    ship_order(order, lines=[{"item": mugs.id, "quantity": 1}], **now)

    with pytest.raises(TooFewUnitsInTransit) as refused:
        deliver_item(mugs, quantity=2, **now)

    assert refused.value.facts == {"on_their_way": 1, "asked": 2}
    assert fresh(mugs).quantity_delivered == 0


def test_nothing_arrives_before_it_is_sent(mugs, now):
    with pytest.raises(TooFewUnitsInTransit):
        deliver_item(mugs, **now)


def test_a_whole_order_is_packed_at_once(order, cap, now):
    pack_item(cap, **now)

    packed = pack_order(order, **now)

    assert packed.status == fresh(order).status == OrderStatus.PACKAGED
    assert set(OrderItem.objects.filter(order=order).values_list("status", flat=True)) == {ItemStatus.PACKAGED}
    assert Event.objects.filter(order=order, type="item.packed").count() == 2


def test_an_order_is_not_packed_twice_nor_before_it_is_approved(order, place, now):
    pack_order(order, **now)
    events = Event.objects.count()

    with pytest.raises(NothingToPack, match="status 'Packaged'"):
        pack_order(order, **now)
    with pytest.raises(NothingToPack, match="status 'Created'"):
        pack_order(unpaid := place(), **now)

    assert fresh(unpaid).version == unpaid.version
    assert Event.objects.count() == events + 1
