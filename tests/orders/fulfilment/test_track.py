"""A tracking number sends what is left, or corrects the parcel that was sent."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from common.fsm import TransitionRefused
from events.models import Event
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.fulfilment.track import SeveralShipmentsSent, TrackingKnown, track_order
from orders.models import Order, OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import OrderStatus


@pytest.fixture
def now():
    return {"actor": SYSTEM, "at": timezone.now()}


@pytest.fixture
def approved(order, now):
    return change_status(order, to=OrderStatus.PROCESSING, **now)


def test_what_is_left_is_sent_with_the_tracking_number(approved, now):
    track_order(approved, tracking=Tracking(tracking_number="00340434", carrier="DHL"), **now)

    parcel = Shipment.objects.get(order=approved)
    assert (parcel.state, parcel.tracking_number, parcel.carrier) == ("shipped", "00340434", "DHL")
    assert Order.objects.get(pk=approved.pk).status == OrderStatus.SHIPPED


def test_a_sent_parcel_is_corrected_and_keeps_what_is_not_said_anew(approved, now):
    track_order(approved, tracking=Tracking(tracking_number="1", carrier="DHL"), **now)

    track_order(Order.objects.get(pk=approved.pk), tracking=Tracking(tracking_number="2"), **now)

    parcel = Shipment.objects.get(order=approved)
    assert (parcel.tracking_number, parcel.carrier) == ("2", "DHL")
    assert Order.objects.filter(search_text__contains="\n2", pk=approved.pk).exists()


def test_a_known_tracking_number_changes_nothing(approved, now):
    track_order(approved, tracking=Tracking(tracking_number="1"), **now)
    events = Event.objects.count()

    with pytest.raises(TrackingKnown):
        track_order(Order.objects.get(pk=approved.pk), tracking=Tracking(tracking_number="1"), **now)

    assert Event.objects.count() == events


def test_of_two_sent_parcels_none_is_guessed(approved, now):
    item = OrderItem.objects.get(order=approved)
    ship_order(approved, lines=[{"item": item.id, "quantity": 1}], **now)
    sent = ship_order(approved, **now)

    with pytest.raises(SeveralShipmentsSent, match="2 shipments"):
        track_order(sent, tracking=Tracking(tracking_number="1"), **now)

    assert not Shipment.objects.filter(order=sent, tracking_number="1").exists()


def test_a_cancelled_order_has_nothing_to_send(order, now):
    cancelled = change_status(order, to=OrderStatus.CANCELLED, **now)

    with pytest.raises(TransitionRefused):
        track_order(cancelled, tracking=Tracking(tracking_number="1"), **now)
