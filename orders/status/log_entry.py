"""Writing into the status log what moves nothing."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.change import changing
from orders.models import Order, StatusChange


def log_entry(
    order: Order, *, label: str, actor: Actor, at: datetime, note: str = "", notify_customer: bool = False
) -> StatusChange:
    """Write an entry that is called `label`; the order stays in its status. The customer is told when asked for."""
    with changing(order, actor=actor, at=at) as change:
        return change.note_status(label, note=note, notify_customer=notify_customer)
