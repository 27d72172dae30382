"""The log of names: what a native status is called in a channel, and which entries are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dialects.common.ids import part_number
from dialects.lunasoft.reading.page import Page, written
from orders.models import ExternalKind, Order, StatusChange
from orders.models.status_names import StatusName
from orders.statuses import OrderStatus

Entry = tuple[int, StatusChange]
"""An entry of the log with its place among all of them, from 0."""


def current_status(order: Order, page: Page) -> str:
    """The newest name."""
    newest = [entry for _, entry in entries_of(order, page)][-1:]
    return name_of(newest[0], page.names(order)) if newest else called(order.status, page.names(order))


def statuses_of(order: Order, page: Page) -> list[dict[str, Any]]:
    """The log, newest first."""
    return [_shown(order, place, entry, page) for place, entry in reversed(entries_of(order, page))]


def entries_of(order: Order, page: Page) -> list[Entry]:
    """The entries that are shown, oldest first.

    Intermediate moves of a posted name have no entry of their own: they were written at the same moment. The placing
    of an order that came from Lunasoft is none of its entries.
    """
    log: Sequence[StatusChange] = list(order.statuses.all())
    posted = {entry.created_at for entry in log if entry.label}
    came_from_there = page.has_imported_number(ExternalKind.ORDER, order.pk)
    return [
        (place, entry)
        for place, entry in enumerate(log)
        if entry.label or not (entry.created_at in posted or (came_from_there and entry.from_status is None))
    ]


def name_of(entry: StatusChange, names: Sequence[StatusName]) -> str:
    """The name that an entry was posted under, or else what its status is called."""
    return entry.label or called(entry.to_status, names, came_from=entry.from_status)


def called(status: int, names: Sequence[StatusName], *, came_from: int | None = None) -> str:
    """What a status is called in a channel. One that waits for a decision keeps the name of the one before."""
    if status == OrderStatus.CANCELLATION_WAITING and came_from is not None:
        status = came_from
    known = OrderStatus(status)
    return next((name.name for name in names if known.name in name.shows), str(known.label))


def _shown(order: Order, place: int, entry: StatusChange, page: Page) -> dict[str, Any]:
    return {
        "id": page.number(ExternalKind.STATUS, entry.pk, part_number(order.serial, place)),
        "status": name_of(entry, page.names(order)),
        "notes": entry.note,
        "notify_customer": entry.notify_customer,
        "created": written(entry.created_at, order),
        "created_ip": entry.ip or "",
        "created_user_id": page.user(entry.actor_kind, entry.actor_id),
        "modified": "",
        "modified_user_id": None,
    }
