"""Setting an order's tracking: its shipment is sent with it, or corrected if it was sent before."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from orders.fulfilment.carriers import tracking_of
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, correct_shipment
from orders.models import Order, Shipment
from orders.statuses import ShipmentState, ShippingStatus

SENT = (ShipmentState.SHIPPED, ShipmentState.DELIVERED)


class TrackingKnown(Refusal):
    """The shipment has this tracking already."""

    code = "tracking_known"
    sentence = "The shipment has this tracking number already."


class SeveralShipmentsSent(Refusal):
    """Several shipments were sent: the request must name one."""

    code = "several_shipments_sent"
    sentence = "{sent} shipments of the order were sent: correct the right one on the order's page."


def track_order(
    order: Order, *, tracking: Tracking, actor: Actor, at: datetime, notify_customer: bool = False
) -> Order:
    """Ship everything that is left of an order with this tracking, and notify the customer if asked for; if all was
    shipped, correct the shipment's tracking.

    Raises:
        TrackingKnown: the shipment says so already.
        SeveralShipmentsSent: it is not clear which shipment is meant.
        TransitionRefused, NothingLeftToShip: nothing of it is sent, or was.
    """
    shipments = list(Shipment.objects.filter(order=order, state__in=SENT).order_by("id"))
    if order.shipping_status in (ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED) or not shipments:
        return ship_order(order, actor=actor, at=at, tracking=tracking, notify_customer=notify_customer)
    if len(shipments) > 1:
        raise SeveralShipmentsSent(sent=len(shipments))
    wanted = tracking_of(shipments[0], tracking.given)
    if all(getattr(shipments[0], name) == value for name, value in wanted.items()):
        raise TrackingKnown
    shipments[0].order = order
    correct_shipment(shipments[0], actor=actor, at=at, **wanted)
    return order
