"""The one way to change an order: lock it, change it, number the version, write its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from cancellations.models import CancellationPlan
from cancellations.reading import plans_of
from common.actors import Actor
from common.errors import VersionDiffers
from common.fsm import move
from common.rows import fetch, fetch_parts, new
from common.transactions import joined
from common.writes import Writes
from events.mail import Recipient, mail_about
from events.services import PendingEvent, events_from
from events.types import EventType
from orders.locking import locked_order
from orders.models import Order, OrderItem, Shipment, ShipmentLine, StatusChange
from orders.models.order_machine import OrderMachine
from orders.recipient import recipient_of
from orders.statuses import OrderStatus

_MACHINE = [field.attname for field in OrderMachine._meta.concrete_fields if not field.primary_key]
"""The columns that a transition may write."""


class Change:
    """An order under its lock, and what this change has done so far."""

    def __init__(self, order: Order, *, actor: Actor, at: datetime) -> None:
        self.order = order
        self.actor = actor
        self.at = at
        self.writes = Writes()
        """What the change writes: together at the end, or before a statement that reads it."""
        self.recipients: dict[EventType, Callable[[], Recipient]] = {}
        """The recipient of the e-mail about an event, and its facts, where they differ from the others."""
        self._before = order.__dict__.copy()
        self._pending: list[PendingEvent] = []
        self._status_changes: list[StatusChange] = []

    @cached_property
    def items(self) -> list[OrderItem]:
        """The order's items, safe under its lock."""
        items = fetch(OrderItem, order_id=self.order.pk, order_by="position")
        for item in items:
            item.saved_progress = item.progress
        return items

    @cached_property
    def shipments(self) -> list[Shipment]:
        """The order's shipments with their lines, oldest first."""
        shipments = fetch(Shipment, order_id=self.order.pk, order_by="id")
        fetch_parts(shipments, ShipmentLine, of="shipment", name="lines")
        return shipments

    @cached_property
    def plans(self) -> list[CancellationPlan]:
        """The order's cancellation plans with their lines, oldest first."""
        return plans_of(self.order.pk)

    def record(self, type: EventType, **data: Any) -> None:
        """Add an event."""
        self._pending.append(PendingEvent(type, data))

    def move(
        self,
        transition: str,
        *,
        label: str = "",
        note: str = "",
        reason_code: str = "",
        notify_customer: bool = False,
    ) -> None:
        """Take a transition of the order, and log it; `label` is the name that the caller used, if it is not the
        status's own, `reason_code` that of the offered reason that the note is.

        Raises:
            TransitionRefused: with the sentence that says why not.
        """
        came_from = self.order.status
        if came_from != self._before["status"]:
            self._write_move()
        move(self.order, transition, at=self.at)
        self.log_status(came_from, label=label, note=note, reason_code=reason_code, notify_customer=notify_customer)
        self.record(
            EventType.ORDER_STATUS_CHANGED,
            **({"label": label} if label else {}),
            **{
                "from": OrderStatus(came_from).name,
                "to": OrderStatus(self.order.status).name,
                "note": note,
                "notify_customer": notify_customer,
            },
        )

    def note_status(self, label: str, *, note: str = "", notify_customer: bool = False) -> StatusChange:
        """Log a name that moves nothing."""
        entry = self.log_status(self.order.status, label=label, note=note, notify_customer=notify_customer)
        self.record(EventType.ORDER_STATUS_NOTED, label=label, note=note, notify_customer=notify_customer)
        return entry

    def _write_move(self) -> None:
        """Write a move before the next one: the database refuses a status that skips one."""
        if not self.order._state.adding:
            self.writes.update(self.order, _MACHINE)
            self.writes.send()
            self._before |= {name: getattr(self.order, name) for name in _MACHINE}

    def log_status(
        self,
        came_from: int | None,
        *,
        label: str = "",
        note: str = "",
        reason_code: str = "",
        notify_customer: bool = False,
    ) -> StatusChange:
        """Add the order's present status to its status log."""
        entry = new(
            StatusChange,
            order=self.order,
            from_status=came_from,
            to_status=self.order.status,
            label=label,
            note=note,
            reason_code=reason_code,
            notify_customer=notify_customer,
            ip=self.actor.ip,
            actor_kind=self.actor.kind,
            actor_name=self.actor.name[:150],
            actor_id=self.actor.id,
            created_at=self.at,
        )
        self._status_changes.append(entry)
        return entry

    def save(self) -> None:
        """Write the order, its status log and its events. Refuses a change without an event, which is a programming
        error."""
        order = self.order
        now = order.__dict__
        changed = [name for name in _COLUMNS if self._before[name] != now[name]]
        if not self._pending:
            if changed:
                raise AssertionError(f"{', '.join(changed)} of {order} changed and no event says so.")
            return
        first_sequence = order.event_count + 1
        order.version += 1
        order.event_count += len(self._pending)
        order.updated_at = self.at
        if order._state.adding:
            self.writes.insert_once(order, "order_number_once_a_channel")
        else:
            order.modified_by = self.actor.key[:100]
            self.writes.update(order, [*changed, "version", "event_count", "updated_at", "modified_by"])
        self.writes.insert(self._status_changes)
        events = events_from(
            self._pending,
            order_id=order.id,
            channel_id=order.channel_id,
            first_sequence=first_sequence,
            version=order.version,
            actor=self.actor,
            at=self.at,
        )
        self.writes.insert(events)
        self.writes.insert(mail_about(events, lambda: recipient_of(order), self.recipients))
        self.writes.send()


@contextmanager
def changing(order: Order, *, actor: Actor, at: datetime) -> Iterator[Change]:
    """Lock an order for one change. All of it is committed at the end of the block, or nothing.

    Raises:
        VersionDiffers: the caller expected another version (`order.expected_version`).
    """
    with joined():
        locked = _locked(order)
        refuse_other_version(locked, order.expected_version)
        change = Change(locked, actor=actor, at=at)
        with change.writes.sent_first():
            yield change
            change.save()


def refuse_other_version(order: Order, expected: int | None) -> None:
    """Raises:
    VersionDiffers: the caller expected another version than the order's.
    """
    if expected not in (None, order.version):
        raise VersionDiffers(current=order.version, expected=expected)


def _locked(order: Order) -> Order:
    """The order under its lock: the given one, if it was read under it."""
    if order.is_fresh:
        order.is_fresh = False
        return order
    return locked_order(order.pk)


_COLUMNS = [field.attname for field in Order._meta.concrete_fields]
