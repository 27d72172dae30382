"""Changing fields of one item that move no money and no goods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.actors import Actor
from events.types import EventType
from orders.change import changing
from orders.models import OrderItem


def update_item(item: OrderItem, *, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> OrderItem:
    """Write fields of an item, such as its invoice number, in any status of the order."""
    with changing(item.order, actor=actor, at=at) as change:
        row = next(row for row in change.items if row.pk == item.pk)
        changed = [name for name, value in changes.items() if getattr(row, name) != value]
        if changed:
            for name in changed:
                setattr(row, name, changes[name])
            row.updated_at = at
            row.save(update_fields=[*changed, "updated_at"])
            change.record(EventType.ORDER_UPDATED, item=str(row.id), fields=sorted(changed))
    return row
