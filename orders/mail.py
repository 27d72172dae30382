"""Sending the e-mails of orders, and recording on an order that one of its e-mails was given up."""

from __future__ import annotations

from datetime import datetime

from common.actors import SYSTEM
from events.mail_delivery import deliver_due, give_up
from events.models import Message
from events.types import EventType
from orders.change import changing


def send_mail_due(at: datetime) -> dict[str, int]:
    """Send what is due, and return how many messages ended in which state."""
    return deliver_due(at, giving_up=_give_up)


def _give_up(message: Message, failure: str, at: datetime) -> None:
    with changing(message.order, actor=SYSTEM, at=at) as change:
        if give_up(message, failure):
            change.record(EventType.MAIL_FAILED, message=str(message.pk), template=message.template, why=failure)
