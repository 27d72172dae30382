"""Replacing the link to an order's page, when it got into the wrong hands."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from events.types import EventType
from orders.change import changing
from orders.models import Order


def replace_page_link(order: Order, *, actor: Actor, at: datetime) -> Order:
    """Give the order's page a new link. All earlier ones stop working."""
    with changing(order, actor=actor, at=at) as change:
        change.order.page_revision += 1
        change.record(EventType.PAGE_LINK_REPLACED)
    return change.order
