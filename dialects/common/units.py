"""Single units of an order's lines, for APIs in which every unit is a row of its own (ADR 21).

The units of a line are numbered from 0. The first has the line's own id; the others have one that is computed from the
order's serial, the line's position and the unit's number, and read back the same way. Their states
are counted out in `orders/unit_states.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from common.money import split
from orders.models import OrderItem
from orders.unit_states import UnitState, unit_states

_VERSION = 8 << 76
_VARIANT = 2 << 62
_FAMILY = 0x70
"""The prefix of all ids of units: RFC 9562 leaves the content of version 8 to the implementation."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a line. `share` is its part of the line's `discount_amount`, in units of the order's currency."""

    item: OrderItem
    number: int
    state: UnitState
    discount: Decimal
    id: UUID


@dataclass(frozen=True, slots=True)
class UnitKey:
    """What the id of a unit says: the order's serial, the line's position, the unit's number."""

    serial: int
    position: int
    number: int


def unit_id(item: OrderItem, number: int, *, serial: int) -> UUID:
    """The id of a unit of a line."""
    if number == 0:
        return item.pk
    high = (_FAMILY << 120) | (serial << 80) | _VERSION | ((item.position & 0xFFF) << 64)
    return UUID(int=high | _VARIANT | ((item.position >> 12) << 48) | number)


def unit_key(id: UUID) -> UnitKey | None:
    """What the id of a unit says; None for one that is a line's own: that line's first unit."""
    whole = id.int
    if whole >> 120 != _FAMILY or id.version != 8:
        return None
    position = ((whole >> 64) & 0xFFF) | (((whole >> 48) & 0x3FFF) << 12)
    return UnitKey((whole >> 80) & 0xFFFFFFFFFF, position, whole & 0xFFFFFFFFFFFF)


def unit_ids_between(serial: int) -> tuple[UUID, UUID]:
    """The bounds of the ids that the units of an order's lines have, except the first of each."""
    low = (_FAMILY << 120) | (serial << 80)
    return UUID(int=low), UUID(int=low | (1 << 80) - 1)


def units_of(
    item: OrderItem, *, serial: int, currency: str, cancelled: Collection[int] = (), leaving: int = 0
) -> Iterator[Unit]:
    """The units of a line. `cancelled` are the numbers of those that were cancelled by number, `leaving` is how many
    wait for a decision about their cancellation."""
    states = unit_states(item, cancelled=cancelled, leaving=leaving)
    discounts = shared(item.discount_amount, item.quantity, currency)
    for number, (state, discount) in enumerate(zip(states, discounts, strict=True)):
        yield Unit(item, number, state, discount, unit_id(item, number, serial=serial))


def shared(amount: Decimal, units: int, currency: str) -> Sequence[Decimal]:
    """An amount shared out over units by largest remainder: the parts add up, the first get what is left over."""
    return split(amount, [1] * units, currency)
