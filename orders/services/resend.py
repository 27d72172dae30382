"""Sending an e-mail to a customer once more, because somebody asked for it."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from events.models import Message
from events.types import EventType
from orders.models import Order
from orders.services.change import changing


class NothingToResend(Refusal):
    """The customer was never told anything by e-mail."""

    code = "nothing_to_resend"
    sentence = "No e-mail was written for this order yet."


def resend_last_mail(order: Order, *, actor: Actor, at: datetime) -> Order:
    """Put the newest e-mail of an order into the outbox once more, to the address that the order has now.

    Raises:
        NothingToResend: there is none.
    """
    with changing(order, actor=actor, at=at) as change:
        last = last_message_of(change.order)
        if last is None:
            raise NothingToResend
        change.record(EventType.MAIL_RESENT, message=str(last.pk), template=last.template)
    return change.order


def last_message_of(order: Order) -> Message | None:
    """The newest e-mail that was written for an order."""
    return Message.objects.filter(order=order).order_by("-id").first()
