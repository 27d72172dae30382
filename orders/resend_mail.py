"""Sending an e-mail to a customer again, on request."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import Refusal
from events.mail import send_again
from events.models import Message
from events.types import EventType
from orders.change import Change, changing
from orders.models import Order


class NothingToResend(Refusal):
    """No e-mail was sent to the customer yet."""

    code = "nothing_to_resend"
    sentence = "No e-mail was written for this order yet."


class MailNotUndelivered(Refusal):
    """The e-mail was sent meanwhile, or is waiting to be."""

    code = "mail_not_undelivered"
    sentence = "The e-mail was sent, or waits to be."


class NoEmailAddress(Refusal):
    """The order has no e-mail address."""

    code = "no_email_address"
    sentence = "The order has no e-mail address."


def resend_last_mail(order: Order, *, actor: Actor, at: datetime) -> Order:
    """Put the newest e-mail of an order into the outbox again, to its present address; one that was sent is copied.

    Raises:
        NothingToResend, NoEmailAddress: there is none, or no address.
    """
    with changing(order, actor=actor, at=at) as change:
        last = last_message_of(change.order)
        if last is None:
            raise NothingToResend
        again = _send_again(change, last)
        _record(change, last, copied=not again)
    return change.order


def resend_mail(message: Message, *, actor: Actor, at: datetime) -> Order:
    """Put an e-mail that could not be sent into the outbox again, to the address that its order has now.

    Raises:
        MailNotUndelivered: it was sent, or will be.
        NoEmailAddress: the order has none.
    """
    with changing(message.order, actor=actor, at=at) as change:
        if not _send_again(change, message):
            raise MailNotUndelivered
        _record(change, message, copied=False)
    return change.order


def last_message_of(order: Order) -> Message | None:
    """The newest e-mail that was written for an order."""
    return Message.objects.filter(order=order).order_by("-id").first()


def _send_again(change: Change, message: Message) -> bool:
    if not change.order.email:
        raise NoEmailAddress
    return send_again(message, to=change.order.email, at=change.at)


def _record(change: Change, message: Message, *, copied: bool) -> None:
    change.record(EventType.MAIL_RESENT, message=str(message.pk), template=message.template, copied=copied)
