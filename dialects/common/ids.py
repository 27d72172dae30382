"""Whole numbers by which APIs with integer ids know orders and their parts (ADR 20).

An order's number is its `serial`; so are a customer's and a channel's. A part's is computed from its order's and its
place among the parts of its kind, counted from 0. Places are those of an item (`position`), or the rank by creation of
what is never deleted: payments, shipments, entries of the status log, adjustments. Every number stays below 2**53, so
that JavaScript reads it exactly.
"""

from __future__ import annotations

from common.api.parameters import whole_number

PLACES = 1_000_000
"""The most parts of a kind in an order."""


def part_number(serial: int, place: int) -> int:
    """The number of the part at a place of an order.

    Raises `ValueError` for a place that no part can have.
    """
    if not 0 <= place < PLACES:
        raise ValueError(f"No order has a part at place {place}.")
    return serial * PLACES + place


def number_in(text: str) -> int | None:
    """The number in a path or a parameter; None if no row can have it: signs, letters, zero, too many digits."""
    return whole_number(text) or None
