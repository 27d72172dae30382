"""The state of each unit of a line. The line counts units; they are numbered from 0.

Units that were sent come first and units that were cancelled last, except those that were cancelled by number; so none
changes its state backwards.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from orders.models import OrderItem


class UnitState(Enum):
    """The states of one unit of a line."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


def unit_states(item: OrderItem, *, cancelled: Collection[int] = ()) -> list[UnitState]:
    """The states of a line's units, in order."""
    by_number = set(cancelled)
    others = [number for number in range(item.quantity) if number not in by_number]
    rest = max(0, item.quantity_cancelled - len(by_number))
    sent = [UnitState.RETURNED] * item.quantity_returned
    sent += [UnitState.DELIVERED] * max(0, item.quantity_delivered - len(sent))
    sent += [UnitState.SENT] * max(0, item.quantity_shipped - len(sent))
    waiting = [UnitState.WAITING] * (len(others) - len(sent) - rest)
    states = dict(zip(others, [*sent, *waiting, *[UnitState.CANCELLED] * rest], strict=True))
    return [states.get(number, UnitState.CANCELLED) for number in range(item.quantity)]
