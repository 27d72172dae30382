"""The state of each unit of a line. The line counts units; they are numbered from 0.

Units that were sent come first and units that were cancelled, or refunded before they were sent, last, except those
that were cancelled by number; so none changes its state backwards, unless its refund fails.
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


def unit_states(item: OrderItem, *, cancelled: Collection[int] = (), leaving: int = 0) -> list[UnitState]:
    """The states of a line's units, in order. `cancelled` are the numbers of those that were cancelled by number,
    `leaving` is how many wait for a decision about their cancellation."""
    by_number = set(cancelled)
    others = [number for number in range(item.quantity) if number not in by_number]
    rest = max(0, item.quantity_cancelled - len(by_number))
    sent = [UnitState.RETURNED] * item.quantity_returned
    sent += [UnitState.DELIVERED] * max(0, item.quantity_delivered - len(sent))
    sent += [UnitState.SENT] * max(0, item.quantity_shipped - len(sent))
    withheld = [UnitState.CANCELLED] * item.quantity_refunded_unsent
    waiting = len(others) - len(sent) - len(withheld) - leaving - rest
    unsent = [UnitState.WAITING] * waiting + withheld + [UnitState.WAITING] * leaving
    states = dict(zip(others, [*sent, *unsent, *[UnitState.CANCELLED] * rest], strict=True))
    return [states.get(number, UnitState.CANCELLED) for number in range(item.quantity)]
