"""Units that an e-mail announced and that did not arrive: when they are sent again, the e-mail says so."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from common.rows import fetch
from events.mail import WHERE_CHOSEN
from events.models import Event
from events.types import EventType
from orders.change import Change
from orders.channel import channel_of

TELLING = (EventType.SHIPMENT_SHIPPED, EventType.SHIPMENT_UNSHIPPED, EventType.SHIPMENT_LOST)


def is_mailed(change: Change, notify_customer: bool) -> bool:
    """Whether the customer gets an e-mail when a shipment is sent: it was asked for, or the channel sends it always."""
    return notify_customer or WHERE_CHOSEN[EventType.SHIPMENT_SHIPPED] in channel_of(change.order).mails


def announced_before(change: Change) -> Counter[UUID]:
    """Units by item that an e-mail announced as sent, whose shipment was then undone or lost, and which no later e-mail
    announced again."""
    notified: dict[str, bool] = {}
    units: Counter[UUID] = Counter()
    for event in fetch(Event, order_id=change.order.pk, type__in=list(TELLING), order_by="sequence"):
        data = event.data
        if event.type == EventType.SHIPMENT_SHIPPED:
            notified[data["shipment"]] = is_mailed(change, data["notify_customer"])
            units.subtract({UUID(line["item"]): line.get("again", 0) for line in data["lines"]})
        elif notified.get(data["shipment"]):
            units.update({UUID(line["item"]): line["quantity"] for line in data["lines"]})
    return units
