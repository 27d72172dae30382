"""The e-mails that events send to customers, and their outbox."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from uuid6 import uuid7

from common.rehearsal import current_rehearsal
from common.rows import new
from events.letters.writing import letter_for
from events.models import UNDELIVERED, Event, Message, MessageState
from events.types import EventType

WHEN_ASKED = {
    EventType.ORDER_STATUS_CHANGED: "status_changed",
    EventType.ORDER_STATUS_NOTED: "status_noted",
    EventType.SHIPMENT_SHIPPED: "shipped",
    EventType.SHIPMENT_UNSHIPPED: "unshipped",
    EventType.SHIPMENT_LOST: "lost",
    EventType.PLAN_COMPLETED: "plan_completed",
}
"""Sent if the command asks for it (`notify_customer`)."""

ALWAYS = {
    EventType.ITEM_REJECTED: "item_rejected",
    EventType.ORDER_REMINDED: "reminded",
    EventType.ORDER_EXPIRED: "expired",
    EventType.ORDER_WITHDRAWN: "withdrawn",
}

WHERE_CHOSEN = {
    EventType.ORDER_PLACED: "placed",
    EventType.ORDER_PAID: "paid",
    EventType.PAYMENT_FAILED: "payment_failed",
    EventType.SHIPMENT_SHIPPED: "shipped",
    EventType.SHIPMENT_UNSHIPPED: "unshipped",
    EventType.SHIPMENT_LOST: "lost",
    EventType.SHIPMENT_DELIVERED: "delivered",
    EventType.REFUND_SUCCEEDED: "refunded",
    EventType.PLAN_OPENED: "request_received",
    EventType.PLAN_APPROVED: "request_approved",
    EventType.PLAN_REJECTED: "request_refused",
    EventType.PLAN_COMPLETED: "plan_completed",
}
"""Sent if the channel chose them."""

TAKEN_BACK = "dispute"
"""The origin of a refund that the customer's bank took: no e-mail announces it."""

CHOOSABLE = tuple(WHERE_CHOSEN.values())
TOGETHER = frozenset({EventType.SHIPMENT_SHIPPED, EventType.SHIPMENT_DELIVERED})
"""Events of several shipments at once are one e-mail."""

DECISIONS = (EventType.PLAN_OPENED, EventType.PLAN_APPROVED, EventType.PLAN_COMPLETED)
"""A plan that passes several of these at once gets one e-mail, about the last."""

RECEIPT = (EventType.PLAN_OPENED, EventType.ORDER_WITHDRAWN)
"""The receipt of a withdrawal says that it was asked for, too."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an order's e-mails go to, in which language, from whom, which optional ones they get, and the facts that
    every e-mail has."""

    email: str
    language: str
    sender: str = ""
    chosen: Collection[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def mail_about(
    events: Sequence[Event], recipient: Callable[[], Recipient], others: Mapping[EventType, Callable[[], Recipient]]
) -> list[Message]:
    """The e-mails about events, to be written in the change's transaction; a rehearsal only shows them. `others` get
    those about these events."""
    if not any(_template_of(event, CHOOSABLE) for event in events):
        return []
    to = recipient()
    written = [(about, others.get(EventType(about[0].type), lambda: to)()) for about in _grouped(events, to.chosen)]
    messages = [_message(about, one) for about, one in written if one.email]
    rehearsal = current_rehearsal()
    if rehearsal is None:
        return messages
    rehearsal.emails += [_shown(message) for message in messages]
    return []


def send_again(message: Message, *, to: str, at: datetime) -> bool:
    """Put a message that was given up, or whose outcome is unknown, back into the outbox; false if it is neither."""
    message.to = to
    undelivered = Message.objects.filter(pk=message.pk, state__in=UNDELIVERED)
    waits = undelivered.update(
        state=MessageState.QUEUED, to=to, due_at=at, attempts=0, handed_over_at=None, leased_until=None, failure=""
    )
    rehearsal = current_rehearsal()
    if waits and rehearsal is not None:
        rehearsal.emails.append(_shown(message))
    return bool(waits)


def _template_of(event: Event, chosen: Collection[str]) -> str | None:
    """The template of an event's e-mail; None if it has none."""
    if event.type == EventType.MAIL_RESENT:
        return str(event.data["template"]) if event.data["copied"] else None
    type = EventType(event.type)
    if event.data.get("notify_customer") and type in WHEN_ASKED:
        return WHEN_ASKED[type]
    template = None if event.data.get("origin") == TAKEN_BACK else WHERE_CHOSEN.get(type)
    return template if template in chosen else ALWAYS.get(type)


def _grouped(events: Sequence[Event], chosen: Collection[str]) -> list[list[Event]]:
    """The events of each e-mail: shipments sent, or delivered, at once are one; otherwise each event."""
    happened = {event.type for event in events}
    overtaken = {early for early, late in [*combinations(DECISIONS, 2), RECEIPT] if late in happened}
    news = [event for event in events if event.type not in overtaken and _template_of(event, chosen)]
    groups = [[event] for event in news if event.type not in TOGETHER]
    return groups + [shipments for type in TOGETHER if (shipments := [event for event in news if event.type == type])]


def _message(about: Sequence[Event], to: Recipient) -> Message:
    event = about[0]
    message_id = uuid7()
    return new(
        Message,
        id=message_id,
        event=event,
        order_id=event.order_id,
        template=_template_of(event, to.chosen) or "",
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
    if event.type in TOGETHER:
        return {"shipments": [shipment.data for shipment in about]}
    said: Mapping[str, Any] = event.data
    if event.type == EventType.MAIL_RESENT:
        said = Message.objects.values_list("context", flat=True).get(pk=event.data["message"])
    return said


def _shown(message: Message) -> dict[str, Any]:
    letter = letter_for(message)
    return {"to": message.to, "template": message.template, "subject": letter.subject, "text": letter.text}
