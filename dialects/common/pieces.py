"""Single pieces of an order's lines, for APIs in which every piece is a row of its own (ADR 21).

The pieces of a line are numbered from 0. The first has the line's own id; the others have one that is computed from the
order's serial, the line's position and the piece's number, and read back the same way. Pieces that were sent come first
and pieces that were cancelled last, except those that were cancelled by number; so none changes its state backwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from uuid import UUID

from common.money import split
from orders.models import OrderItem

_VERSION = 8 << 76
_VARIANT = 2 << 62
_FAMILY = 0x70
"""Stands in front of all ids of pieces: RFC 9562 leaves the rest of a version 8 to whoever makes them."""


class PieceState(Enum):
    """How far one piece of a line has got."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a line. `share` is its part of the line's `discount_amount`, in units of the order's currency."""

    item: OrderItem
    number: int
    state: PieceState
    discount: Decimal
    id: UUID


@dataclass(frozen=True, slots=True)
class PieceKey:
    """What the id of a piece says: the order's serial, the line's position, the piece's number."""

    serial: int
    position: int
    number: int


def piece_id(item: OrderItem, number: int, *, serial: int) -> UUID:
    """The id of a piece of a line."""
    if number == 0:
        return item.pk
    high = (_FAMILY << 120) | (serial << 80) | _VERSION | ((item.position & 0xFFF) << 64)
    return UUID(int=high | _VARIANT | ((item.position >> 12) << 48) | number)


def piece_key(id: UUID) -> PieceKey | None:
    """What the id of a piece says; None for one that is a line's own: that line's first piece."""
    whole = id.int
    if whole >> 120 != _FAMILY or id.version != 8:
        return None
    position = ((whole >> 64) & 0xFFF) | (((whole >> 48) & 0x3FFF) << 12)
    return PieceKey((whole >> 80) & 0xFFFFFFFFFF, position, whole & 0xFFFFFFFFFFFF)


def piece_ids_between(serial: int) -> tuple[UUID, UUID]:
    """The bounds of the ids that the pieces of an order's lines have, except the first of each."""
    low = (_FAMILY << 120) | (serial << 80)
    return UUID(int=low), UUID(int=low | (1 << 80) - 1)


def pieces_of(item: OrderItem, *, serial: int, currency: str, cancelled: Collection[int] = ()) -> Iterator[Piece]:
    """The pieces of a line. `cancelled` are the numbers of those that were cancelled by number."""
    states = piece_states(item, cancelled=cancelled)
    discounts = shared(item.discount_amount, item.quantity, currency)
    for number, (state, discount) in enumerate(zip(states, discounts, strict=True)):
        yield Piece(item, number, state, discount, piece_id(item, number, serial=serial))


def piece_states(item: OrderItem, *, cancelled: Collection[int] = ()) -> list[PieceState]:
    """The states of a line's pieces, in order."""
    by_number = set(cancelled)
    others = [number for number in range(item.quantity) if number not in by_number]
    rest = max(0, item.quantity_cancelled - len(by_number))
    sent = [PieceState.RETURNED] * item.quantity_returned
    sent += [PieceState.DELIVERED] * max(0, item.quantity_delivered - len(sent))
    sent += [PieceState.SENT] * max(0, item.quantity_shipped - len(sent))
    waiting = [PieceState.WAITING] * (len(others) - len(sent) - rest)
    states = dict(zip(others, [*sent, *waiting, *[PieceState.CANCELLED] * rest], strict=True))
    return [states.get(number, PieceState.CANCELLED) for number in range(item.quantity)]


def shared(amount: Decimal, pieces: int, currency: str) -> Sequence[Decimal]:
    """An amount shared out over pieces by largest remainder: the parts add up, the first get what is left over."""
    return split(amount, [1] * pieces, currency)
