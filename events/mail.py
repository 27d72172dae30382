"""Which events customers get an e-mail about, and the outbox of these e-mails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from uuid6 import uuid7

from common.rehearsal import current_rehearsal
from events.mail_text import letter_for
from events.models import UNDELIVERED, Event, Message, MessageState
from events.types import EventType

WHEN_ASKED = {
    EventType.ORDER_STATUS_CHANGED: "status_changed",
    EventType.ORDER_STATUS_NOTED: "status_noted",
    EventType.SHIPMENT_SHIPPED: "shipped",
    EventType.PLAN_COMPLETED: "plan_completed",
}
"""Told when whoever caused them wants the customer to know (`notify_customer`)."""

ALWAYS = {
    EventType.ITEM_REJECTED: "item_rejected",
    EventType.ORDER_REMINDED: "reminded",
    EventType.ORDER_EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an order's e-mails go to, in which language, from whom, and what every one of them says."""

    email: str
    language: str
    sender: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def template_of(event: Event) -> str | None:
    """The template of an event's e-mail; None if it has none."""
    if event.type == EventType.MAIL_RESENT:
        return str(event.data["template"]) if event.data["copied"] else None
    if event.data.get("notify_customer"):
        return WHEN_ASKED.get(EventType(event.type)) or ALWAYS.get(EventType(event.type))
    return ALWAYS.get(EventType(event.type))


def queue_mail(events: Sequence[Event], addressee: Callable[[], Recipient]) -> None:
    """Queue the e-mails about events, in the transaction of the change; a rehearsal only shows them."""
    groups = _grouped([event for event in events if template_of(event)])
    if not groups:
        return
    to = addressee()
    if not to.email:
        return
    messages = [_message(about, to) for about in groups]
    rehearsal = current_rehearsal()
    if rehearsal is None:
        Message.objects.bulk_create(messages)
    else:
        rehearsal.emails += [_shown(message) for message in messages]


def send_again(message: Message, *, to: str, at: datetime) -> bool:
    """Put a message back into the outbox that was given up, or that perhaps was taken; false if it is neither."""
    message.to = to
    undelivered = Message.objects.filter(pk=message.pk, state__in=UNDELIVERED)
    waits = undelivered.update(
        state=MessageState.QUEUED, to=to, due_at=at, attempts=0, handed_over_at=None, leased_until=None, failure=""
    )
    rehearsal = current_rehearsal()
    if waits and rehearsal is not None:
        rehearsal.emails.append(_shown(message))
    return bool(waits)


def _grouped(events: Sequence[Event]) -> list[list[Event]]:
    """The events of each e-mail: all shipments shipped together, otherwise one event."""
    parcels = [event for event in events if event.type == EventType.SHIPMENT_SHIPPED]
    others = [[event] for event in events if event.type != EventType.SHIPMENT_SHIPPED]
    return [*others, parcels] if parcels else others


def _message(about: Sequence[Event], to: Recipient) -> Message:
    event = about[0]
    message_id = uuid7()
    return Message(
        id=message_id,
        event=event,
        order_id=event.order_id,
        template=template_of(event) or "",
        language=to.language,
        to=to.email,
        sender=to.sender,
        context={**_context_of(about), **to.facts},
        message_id=f"<{message_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        due_at=event.at,
        created_at=event.at,
    )


def _context_of(about: Sequence[Event]) -> Mapping[str, Any]:
    """The template's context; an e-mail sent again keeps its own."""
    event = about[0]
    if event.type == EventType.SHIPMENT_SHIPPED:
        return {"parcels": [parcel.data for parcel in about]}
    before = Message.objects.values_list("context", flat=True).filter(pk=event.data.get("message"))
    said: Mapping[str, Any] = before.get() if event.type == EventType.MAIL_RESENT else event.data
    return said


def _shown(message: Message) -> dict[str, Any]:
    letter = letter_for(message)
    return {"to": message.to, "template": message.template, "subject": letter.subject, "text": letter.text}
