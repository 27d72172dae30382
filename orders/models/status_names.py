"""A channel's own names for statuses, and which of them move an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orders.statuses import OrderStatus

MOVES = frozenset({"hold", "process", "await_packaging", "pack", "ship", "complete", "cancel", "refund"})
"""The moves that a name may be tied to."""

MOST_NAMES = 100
LONGEST_NAME = 100

DEFAULT_NAMES: tuple[dict[str, Any], ...] = (
    {"name": "Pending", "move": None, "shows": ["NEW", "CREATED", "FAILED"]},
    {"name": "Processing", "move": "process", "shows": ["PROCESSING", "PACKAGE_WAITING", "PACKAGED"]},
    {"name": "Shipped", "move": "ship", "shows": ["SHIPPED"]},
    {"name": "Complete", "move": "complete", "shows": ["COMPLETED"]},
    {"name": "Cancelled", "move": "cancel", "shows": ["CANCELLED", "REJECTED"]},
    {"name": "On Hold", "move": None, "shows": ["HOLD"]},
    {"name": "Refunded", "move": "refund", "shows": ["REFUNDED"]},
)
"""What a channel without a list of its own calls its statuses."""


@dataclass(frozen=True, slots=True)
class StatusName:
    """A name, the move that it stands for (None: it is only logged), and the statuses that it is shown for."""

    name: str
    move: str | None = None
    shows: frozenset[str] = frozenset()


def names_in(stored: Sequence[dict[str, Any]] | None) -> tuple[StatusName, ...]:
    """The names in a channel's list, in its order; the default ones if it has none."""
    entries = DEFAULT_NAMES if stored is None else stored
    return tuple(StatusName(entry["name"], entry.get("move"), frozenset(entry.get("shows") or ())) for entry in entries)


def known_status_names(stored: object) -> None:
    """A validator: objects of a `name`, an optional `move`, and the statuses that it `shows`, if any. Names and
    statuses are unique."""
    if not isinstance(stored, list) or len(stored) > MOST_NAMES or not all(map(_is_entry, stored)):
        raise ValidationError(
            _("A list of objects: {'name': …, 'move': %(moves)s or null, 'shows': [names of statuses]}."),
            code="invalid_status_names",
            params={"moves": ", ".join(sorted(MOVES))},
        )
    names = [entry["name"] for entry in stored]
    shown = [status for entry in stored for status in entry.get("shows") or ()]
    if len(set(names)) != len(names) or len(set(shown)) != len(shown):
        raise ValidationError(_("Each name and each status may occur once."), code="status_name_twice")


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or not entry.keys() <= {"name", "move", "shows"}:
        return False
    name, move, shows = entry.get("name"), entry.get("move"), entry.get("shows") or []
    return (
        isinstance(name, str)
        and 0 < len(name.strip()) <= len(name) <= LONGEST_NAME
        and (move is None or move in MOVES)
        and isinstance(shows, list)
        and all(status in OrderStatus.names for status in shows)
    )
