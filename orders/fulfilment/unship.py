"""Undoing the shipping of a shipment that is still here. One that was sent and will not arrive is lost
(`orders/cancelling/lose.py`)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from cancellations.models import PlanLine
from cancellations.statuses import PlanType
from common.actors import Actor
from common.errors import Refusal
from common.fsm import move, no_such_edge
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.shipment_state import locked_shipment, named_lines
from orders.fulfilment.withheld import withhold_refunded
from orders.models import Order, OrderItem, Shipment
from orders.progress import follow_items
from orders.statuses import TERMINATED, ItemStatus, OrderStatus, ShipmentState

SENT = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})


class UnitsHaveArrived(Refusal):
    """Units of a shipment have arrived, came back, or are being returned: it was sent, and is not lost."""

    code = "units_have_arrived"
    sentence = "{arrived} of {shipped} units of {item} that were sent have arrived or are being returned."


def unship_shipment(
    shipment: Shipment, *, actor: Actor, at: datetime, reason: str = "", notify_customer: bool = False
) -> Shipment:
    """A shipment was marked as sent by mistake: it is ready again, and its units can be sent. Its tracking stays.

    Raises:
        TransitionRefused: it was not sent, has been delivered, or the order is over.
        UnitsHaveArrived: units of it have arrived or are being returned.
    """
    with changing(shipment.order, actor=actor, at=at) as change:
        shipment = locked_shipment(change, shipment)
        take_back(change, shipment, "unship")
        shipment.save(update_fields=["state", "shipped_at", "updated_at"])
        reopen_items(change, shipment, "unship")
        change.record(
            EventType.SHIPMENT_UNSHIPPED,
            shipment=str(shipment.id),
            lines=named_lines(change, shipment),
            reason=reason,
            notify_customer=notify_customer,
        )
        withhold_refunded(change)
        follow_items(change)
    return shipment


def take_back(change: Change, shipment: Shipment, transition: str) -> None:
    """Move a shipment that was sent, and count its units as unsent. Call under the order's lock.

    Raises:
        TransitionRefused, UnitsHaveArrived: as for `unship_shipment`.
    """
    refuse_over(change.order)
    move(shipment, transition, "state", at=change.at)
    shipment.updated_at = change.at
    items = {item.id: item for item in change.items}
    returning = units_being_returned(change.order)
    for line in shipment.lines.all():
        item = items[line.item_id]
        refuse_arrived(item, line.quantity, returning[item.id])
        item.quantity_shipped -= line.quantity
        _forget_tracking(change, shipment, item)


def reopen_items(change: Change, shipment: Shipment, transition: str) -> None:
    """Reopen items of which units are to be sent again."""
    sent = {line.item_id for line in shipment.lines.all()}
    for item in change.items:
        if item.id in sent and item.status == ItemStatus.SHIPPED:
            move(item, transition, at=change.at)
        elif item.id in sent and item.status_before_cancellation == ItemStatus.SHIPPED:
            item.status_before_cancellation = _UNSENT[transition]
            item.shipped_date = None


_UNSENT = {"unship": ItemStatus.PACKAGED, "send_again": ItemStatus.PACKAGE_WAITING}


def units_being_returned(order: Order) -> Counter[UUID]:
    """Units in open plans for a return, by item."""
    lines = PlanLine.objects.filter(plan__order=order, plan__plan_type=PlanType.REFUND, open=True)
    return Counter(dict(lines.values_list("item_id", "quantity")))


def refuse_arrived(item: OrderItem, units: int, returning: int) -> None:
    """Raises:
    UnitsHaveArrived: fewer units of an item than these are in transit.
    """
    arrived = max(item.quantity_delivered, item.quantity_returned + returning)
    if units > item.quantity_shipped - arrived:
        raise UnitsHaveArrived(item=item.name, arrived=arrived, shipped=item.quantity_shipped)


def refuse_over(order: Order) -> None:
    """Raises:
    TransitionRefused: nothing of an order that is over is sent any more.
    """
    if order.status in TERMINATED:
        raise no_such_edge(order, OrderStatus.PACKAGED)


def _forget_tracking(change: Change, shipment: Shipment, item: OrderItem) -> None:
    """An item has the tracking of the newest shipment in which units of it were sent."""
    if (item.tracking_number, item.shipping_company) != (shipment.tracking_number, shipment.carrier):
        return
    rows = (row for row in reversed(change.shipments) if row.state in SENT)
    newest = next((row for row in rows if any(line.item_id == item.id for line in row.lines.all())), None)
    item.tracking_number = newest.tracking_number if newest else ""
    item.shipping_company = newest.carrier if newest else ""
