"""Parcels: split off, sent, corrected, delivered, called off."""

import pytest

from common.errors import InvalidInput
from common.fsm import TransitionRefused
from events.models import Event
from orders.fulfilment.allocation import TooFewUnitsLeft
from orders.fulfilment.shipments import (
    ShipmentIsOver,
    Tracking,
    cancel_shipment,
    correct_shipment,
    deliver_shipment,
    ship_shipment,
    split_shipment,
)
from orders.models import Order, OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from tests.basket import fresh

DHL = Tracking(carrier="DHL", tracking_number="00340434161094015902")


@pytest.fixture
def order(basket, now):
    """Approved."""
    return change_status(basket, to=OrderStatus.PROCESSING, **now)


@pytest.fixture
def parcel(order):
    """The one with everything in it."""
    return Shipment.objects.get(order=order)


def contents(shipment):
    return dict(shipment.lines.values_list("item__sku", "quantity"))


def events(order):
    return list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True))


def units(item, quantity):
    return [{"item": item.id, "quantity": quantity}]


def test_a_placed_order_has_everything_in_one_ready_parcel(parcel):
    assert parcel.state == "ready"
    assert contents(parcel) == {"MUG": 2, "CAP": 1}


def test_splitting_moves_units_into_a_parcel_of_their_own(order, mugs, parcel, now):
    split_off = split_shipment(order, lines=units(mugs, 1), carrier="DHL", **now)

    assert contents(split_off) == {"MUG": 1}
    assert contents(parcel) == {"MUG": 1, "CAP": 1}
    assert split_off.carrier == "DHL"
    assert events(order)[-1] == "shipment.created"


def test_a_parcel_that_becomes_empty_is_called_off(order, mugs, cap, parcel, now):
    split_shipment(order, lines=units(mugs, 2), **now)
    split_shipment(order, lines=units(cap, 1), **now)

    states = Shipment.objects.filter(order=order).order_by("id").values_list("state", flat=True)

    # The second wish is already fulfilled by what is left of the first parcel.
    assert list(states) == ["ready", "ready"]
    split_shipment(order, lines=[*units(mugs, 2), *units(cap, 1)], **now)
    assert sorted(states.all()) == ["cancelled", "cancelled", "ready"]


def test_more_units_than_are_left_cannot_be_split_off(order, mugs, parcel, now):
    with pytest.raises(TooFewUnitsLeft) as refused:
        split_shipment(order, lines=units(mugs, 3), **now)

    assert refused.value.detail == "2 units of Medium Mug are left to send, 3 were asked for."
    assert contents(parcel) == {"MUG": 2, "CAP": 1}


def test_an_item_of_another_order_is_wrong_input(order, place, now):
    stranger = OrderItem.objects.get(order=place())

    with pytest.raises(InvalidInput) as refused:
        split_shipment(order, lines=units(stranger, 1), **now)

    assert refused.value.errors["lines", 0, "item"][0] == "unknown_item"


def test_an_item_named_twice_is_wrong_input(order, cap, now):
    with pytest.raises(InvalidInput) as refused:
        split_shipment(order, lines=units(cap, 1) * 2, **now)

    assert refused.value.errors["lines", 1, "item"][0] == "duplicate"


def test_sending_the_last_parcel_ships_items_and_order(order, mugs, parcel, now):
    ship_shipment(parcel, tracking=DHL, **now)

    assert fresh(parcel).state == "shipped"
    assert fresh(parcel).shipped_at == now["at"]
    assert fresh(mugs).quantity_shipped == 2
    assert fresh(mugs).status == ItemStatus.SHIPPED
    assert fresh(mugs).tracking_number == DHL.tracking_number
    assert fresh(order).status == OrderStatus.SHIPPED
    assert fresh(order).shipping_status == "shipped"


def test_a_part_shipment_leaves_the_order_where_its_slowest_item_is(order, mugs, now):
    first = split_shipment(order, lines=units(mugs, 1), **now)

    ship_shipment(first, **now)

    assert fresh(mugs).quantity_shipped == 1
    assert fresh(mugs).status == ItemStatus.APPROVED
    assert fresh(order).status == OrderStatus.PROCESSING
    assert fresh(order).shipping_status == "partially_shipped"


def test_a_parcel_is_sent_once(parcel, now):
    ship_shipment(parcel, **now)

    with pytest.raises(TransitionRefused) as refused:
        ship_shipment(parcel, **now)

    assert refused.value.detail == "Can't change shipment with status 'Shipped' to 'Shipped'."


def test_sending_before_payment_trusts_the_customer(place, now):
    order = place()

    ship_shipment(Shipment.objects.get(order=order), **now)

    assert fresh(order).status == OrderStatus.SHIPPED
    assert not fresh(order).is_paid
    moved = order.statuses.order_by("id").values_list("to_status", flat=True)
    assert list(moved) == [OrderStatus.CREATED, OrderStatus.PROCESSING, OrderStatus.SHIPPED]


def test_nothing_of_a_cancelled_order_is_sent(place, now):
    order = place()
    parcel = Shipment.objects.get(order=order)
    change_status(order, to=OrderStatus.CANCELLED, **now)

    with pytest.raises(TransitionRefused):
        ship_shipment(parcel, **now)
    assert fresh(parcel).state == "cancelled"


def test_delivering_the_last_parcel_completes_the_order(order, mugs, parcel, now):
    ship_shipment(parcel, **now)

    deliver_shipment(parcel, **now)

    assert fresh(parcel).state == "delivered"
    assert fresh(mugs).status == ItemStatus.DELIVERED
    assert fresh(mugs).delivered_date == now["at"]
    assert fresh(order).status == OrderStatus.COMPLETED
    assert fresh(order).shipping_status == "delivered"


def test_a_parcel_is_not_delivered_before_it_is_sent(parcel, now):
    with pytest.raises(TransitionRefused) as refused:
        deliver_shipment(parcel, **now)

    assert refused.value.detail == "Can't change shipment with status 'Ready' to 'Delivered'."


def test_the_units_of_a_parcel_that_was_undone_can_be_put_into_another(order, mugs, parcel, now):
    cancel_shipment(parcel, **now)

    again = split_shipment(order, lines=units(mugs, 2), **now)

    assert contents(again) == {"MUG": 2}
    assert fresh(parcel).state == "cancelled"


def test_a_sent_parcel_cannot_be_undone(parcel, now):
    ship_shipment(parcel, **now)

    with pytest.raises(TransitionRefused):
        cancel_shipment(parcel, **now)


def test_tracking_is_corrected_after_shipping_and_found_by_it(order, mugs, parcel, now):
    ship_shipment(parcel, tracking=DHL, **now)

    correct_shipment(parcel, tracking_number="1Z999AA10123456784", carrier="UPS", **now)

    assert fresh(parcel).tracking_number == "1Z999AA10123456784"
    assert fresh(mugs).tracking_number == "1Z999AA10123456784"
    assert fresh(mugs).shipping_company == "UPS"
    assert Order.objects.filter(search_text__contains="1Z999AA10123456784").get() == order
    assert events(order)[-1] == "shipment.changed"


def test_a_correction_that_changes_nothing_is_no_event(order, parcel, now):
    ship_shipment(parcel, tracking=DHL, **now)
    before = events(order)

    correct_shipment(parcel, tracking_number=DHL.tracking_number, **now)

    assert events(order) == before


def test_a_parcel_that_was_called_off_is_not_corrected(parcel, now):
    cancel_shipment(parcel, **now)

    with pytest.raises(ShipmentIsOver):
        correct_shipment(parcel, tracking_number="1", **now)
