"""Telling how an order's parcel is followed: it is sent with it, or corrected when it was sent before."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, correct_shipment
from orders.models import Order, Shipment
from orders.statuses import ShipmentState, ShippingStatus

SENT = (ShipmentState.SHIPPED, ShipmentState.DELIVERED)


class TrackingKnown(Refusal):
    """The parcel says all this already."""

    code = "tracking_known"
    sentence = "The parcel has this tracking number already."


class SeveralParcelsSent(Refusal):
    """It must be said which parcel the tracking number is of."""

    code = "several_parcels_sent"
    sentence = "{sent} parcels of the order were sent: correct the right one on the order's page."


def track_order(
    order: Order, *, tracking: Tracking, actor: Actor, at: datetime, notify_customer: bool = False
) -> Order:
    """Send everything that is left of an order with this tracking, and tell the customer if wanted; if all was sent,
    correct the parcel's tracking.

    Raises:
        TrackingKnown: the parcel says so already.
        SeveralParcelsSent: it is not clear which parcel is meant.
        TransitionRefused, NothingLeftToShip: nothing of it is sent, or was.
    """
    parcels = list(Shipment.objects.filter(order=order, state__in=SENT).order_by("id"))
    if order.shipping_status in (ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED) or not parcels:
        return ship_order(order, actor=actor, at=at, tracking=tracking, notify_customer=notify_customer)
    if len(parcels) > 1:
        raise SeveralParcelsSent(sent=len(parcels))
    if all(getattr(parcels[0], name) == value for name, value in tracking.told.items()):
        raise TrackingKnown
    parcels[0].order = order
    correct_shipment(parcels[0], actor=actor, at=at, **tracking.told)
    return order
