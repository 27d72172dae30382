"""Writing a status log entry that moves nothing."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from orders.change import changing
from orders.models import Order, StatusChange


def log_entry(
    order: Order, *, label: str, actor: Actor, at: datetime, note: str = "", notify_customer: bool = False
) -> StatusChange:
    """Write a log entry with the name `label`; the order keeps its status. The customer is notified if asked for."""
    with changing(order, actor=actor, at=at) as change:
        return change.note_status(label, note=note, notify_customer=notify_customer)
