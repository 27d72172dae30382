"""Sending what is left of an order in one call."""

from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from orders.fulfilment.allocation import NothingLeftToShip, TooFewUnitsLeft
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, cancel_shipment, split_shipment
from orders.models import Order, Shipment
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh


def states(order):
    return sorted(Shipment.objects.filter(order=order).values_list("state", flat=True))


def test_everything_is_sent_in_the_parcels_that_are_ready(order, mugs, now):
    split_shipment(order, lines=[{"item": mugs.id, "quantity": 1}], **now)

    ship_order(order, tracking=Tracking(tracking_number="AB123"), **now)

    assert states(order) == ["shipped", "shipped"]
    assert fresh(order).status == OrderStatus.SHIPPED
    assert fresh(mugs).quantity_shipped == 2


def test_units_in_no_parcel_are_sent_too(order, mugs, now):
    cancel_shipment(Shipment.objects.get(order=order), **now)

    ship_order(order, **now)

    assert states(order) == ["cancelled", "shipped"]
    assert fresh(mugs).quantity_shipped == 2


def test_given_units_are_sent_in_a_parcel_of_their_own(order, mugs, now):
    ship_order(order, lines=[{"item": mugs.id, "quantity": 1}], **now)

    assert states(order) == ["ready", "shipped"]
    assert fresh(mugs).quantity_shipped == 1
    assert fresh(order).shipping_status == "partially_shipped"


def test_units_that_are_gone_cannot_be_sent_again(order, mugs, now):
    ship_order(order, lines=[{"item": mugs.id, "quantity": 1}], **now)

    with pytest.raises(TooFewUnitsLeft) as refused:
        ship_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)

    assert refused.value.facts == {"item": "Medium Mug", "left": 1, "asked": 2}
    assert fresh(mugs).quantity_shipped == 1


def test_when_nothing_is_left_there_is_nothing_to_ship(order, now):
    ship_order(order, **now)

    with pytest.raises(NothingLeftToShip):
        ship_order(order, **now)


@pytest.mark.parametrize("status", [OrderStatus.CREATED, OrderStatus.FAILED])
def test_an_order_that_awaits_payment_is_approved_by_sending_it(order, status, now):
    change_status(order, to=status, **now)

    ship_order(order, **now)

    assert fresh(order).status == OrderStatus.SHIPPED
    assert fresh(order).approved_at == now["at"]


def test_a_draft_is_not_sent(draft, now):
    with pytest.raises(TransitionRefused) as refused:
        ship_order(draft, **now)

    assert refused.value.detail == "Can't change order with status 'New' to 'Shipped'."


def test_moving_the_order_by_hand_to_shipped_sends_units_that_are_in_no_parcel(order, mugs, now):
    change_status(order, to=OrderStatus.PROCESSING, **now)
    cancel_shipment(Shipment.objects.get(order=order), **now)

    change_status(order, to=OrderStatus.SHIPPED, **now)

    assert fresh(mugs).quantity_shipped == 2
    assert Order.objects.get(pk=order.pk).shipping_status == "shipped"


@pytest.mark.parametrize("way", ["ship", "SHIPPED", "COMPLETED"])
@pytest.mark.parametrize("packed", [1, 2])
def test_a_ready_parcel_and_a_unit_in_none_are_sent_together(place, way, packed, now):
    order = place(items=[{"sku": "MUG", "quantity": packed + 1, "unit_price": Decimal(10)}], adjustments=[])
    change_status(order, to=OrderStatus.PROCESSING, **now)
    cancel_shipment(Shipment.objects.get(order=order), **now)
    split_shipment(order, lines=[{"item": order.items.get().pk, "quantity": packed}], **now)

    if way == "ship":
        ship_order(order, **now)
    else:
        change_status(order, to=OrderStatus[way], **now)

    has_arrived = way == "COMPLETED"
    sent, item = "delivered" if has_arrived else "shipped", order.items.get()
    assert states(order) == ["cancelled", sent, sent]
    assert (item.quantity_shipped, item.quantity_delivered) == (packed + 1, has_arrived * (packed + 1))
    assert ItemStatus(item.status).label.lower() == sent
