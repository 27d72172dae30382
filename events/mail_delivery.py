"""Sending what waits in the outbox. Run by the worker, by as many as there are.

A message is handed to the mail server once. One that was certainly not accepted is retried, ever more rarely, and given
up in the end. One whose outcome is unknown, because the connection broke or the worker died, is not sent again
automatically: a person decides. Its Message-ID stays the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from events.letters.texts import report_unusable
from events.letters.writing import Letter, Written, written
from events.models import Message, MessageState

log = structlog.get_logger(__name__)
S = MessageState

MOST_AT_ONCE = 50
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
"""The last one is about a day after the first."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)


class NotTaken(Exception):
    """The mail server certainly did not accept it; `for_ever` if it never will."""

    def __init__(self, why: str, *, for_ever: bool = False) -> None:
        self.for_ever = for_ever
        super().__init__(why)


class PerhapsTaken(Exception):
    """It is unknown whether the mail server accepted it."""


GiveUp = Callable[[Message, str, datetime], None]
"""Ends a message that will not be sent, by `give_up`, and records why where staff see it."""


def deliver_due(at: datetime, *, giving_up: GiveUp) -> dict[str, int]:
    """Send what is due, and return how many messages ended in which state."""
    done: Counter[str] = Counter()
    done[S.UNSURE] += _leave_to_a_person(at)
    server = get_connection()
    for _ in range(MOST_AT_ONCE):
        message = _claim(at)
        if message is None:
            break
        done[_sent(message, server, at, giving_up)] += 1
    server.close()
    return dict(+done)


def give_up(message: Message, failure: str) -> bool:
    """End a message that will not be sent; false if another worker has taken it over."""
    return bool(_held(message).update(state=S.GIVEN_UP, leased_until=None, failure=failure))


def _claim(at: datetime) -> Message | None:
    """The message that is due longest, claimed against other workers."""
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        left_behind = Q(state=S.SENDING, leased_until__lt=at, handed_over_at=None)
        due = Message.objects.filter(Q(state=S.QUEUED) | left_behind, due_at__lte=at).order_by("due_at", "id")
        message = due.select_for_update(skip_locked=skip).first()
        if message is not None:
            message.state, message.leased_until = S.SENDING, at + LEASE
            message.attempts += 1
            message.save(update_fields=["state", "leased_until", "attempts"])
    return message


def _leave_to_a_person(at: datetime) -> int:
    """Leave messages to a person whose worker died when the mail server may have had them."""
    lost = Message.objects.filter(state=S.SENDING, leased_until__lt=at, handed_over_at__isnull=False)
    return lost.update(state=S.UNSURE, failure="The worker ended while the mail server had it.")


def _sent(message: Message, server: BaseEmailBackend, at: datetime, giving_up: GiveUp) -> str:
    """Send a message, and return its state."""
    try:
        _hand_over(message, server, at)
    except NotTaken as refusal:
        server.close()
        return _try_later(message, refusal, at, giving_up)
    except PerhapsTaken as silence:
        server.close()
        return _end(message, S.UNSURE, failure=str(silence)[:500])
    return _end(message, S.SENT, sent_at=at, failure="")


def _hand_over(message: Message, server: BaseEmailBackend, at: datetime) -> None:
    """Send one message. An error before the mail server has it is `NotTaken`.

    Raises:
        NotTaken, PerhapsTaken: it was not sent, or nobody knows.
    """
    said = _written(message)
    mail = compose(said.letter, to=message.to, sender=message.sender, message_id=message.message_id)
    try:
        server.open()
    except (OSError, SMTPException) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from error
    if not _held(message).update(handed_over_at=at, mail_text=said.mail_text):
        raise NotTaken("Another worker has it.")
    try:
        mail.connection = server
        mail.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotTaken(str(error), for_ever=min(codes) >= 500) from error
    except SMTPServerDisconnected as error:
        raise PerhapsTaken(str(error)) from error
    except SMTPResponseException as error:
        raise NotTaken(str(error), for_ever=error.smtp_code >= 500) from error
    except (OSError, SMTPException) as error:
        raise PerhapsTaken(f"{type(error).__name__}: {error}") from error


def compose(letter: Letter, *, to: str, sender: str = "", message_id: str = "") -> EmailMultiAlternatives:
    """A letter as the mail server gets it."""
    headers = {"Auto-Submitted": "auto-generated", **({"Message-ID": message_id} if message_id else {})}
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, sender or settings.DEFAULT_FROM_EMAIL, [to], headers=headers
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def _written(message: Message) -> Written:
    try:
        said = written(message)
    except Exception as error:
        log.exception("mail_not_written", message=str(message.pk), template=message.template)
        raise NotTaken(f"It could not be written: {error}") from error
    if said.unusable is not None:
        report_unusable(said.unusable, said.failure)
    return said


def _try_later(message: Message, refusal: NotTaken, at: datetime, giving_up: GiveUp) -> str:
    failure = str(refusal)[:500]
    if refusal.for_ever or message.attempts >= MOST_ATTEMPTS:
        log.error("mail_given_up", message=str(message.pk), to=message.to, why=failure)
        giving_up(message, failure, at)
        return S.GIVEN_UP
    pause = min(FIRST_PAUSE * 4 ** (message.attempts - 1), LONGEST_PAUSE)
    return _end(message, S.QUEUED, due_at=at + pause, handed_over_at=None, failure=failure)


def _end(message: Message, state: MessageState, **columns: object) -> str:
    """Write the state of a message, unless another worker has taken it over."""
    _held(message).update(state=state, leased_until=None, **columns)
    return state


def _held(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, attempts=message.attempts)
