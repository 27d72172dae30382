"""Writing e-mails: the channel's own text where it has one, else the default one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import structlog
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

from common.errors import Sentence
from common.languages import supported_language
from events.letters.language import NoSubject, fill, parse
from events.letters.linking import linked
from events.letters.variables import Facts, values_of, variables_of
from events.letters.wording import Wording, default_wording
from events.models import MailText, Message

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as the customer reads it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Written:
    """An e-mail, and the channel's text that it was written with; None: the default one. `unusable` is the channel's
    text that could not be used, and `failure` says why."""

    letter: Letter
    mail_text: MailText | None = None
    unusable: MailText | None = None
    failure: str = ""


def letter_for(message: Message) -> Letter:
    """An e-mail as it was sent, or as it would be sent now."""
    return written(message).letter


def written(message: Message) -> Written:
    """Write an e-mail. A text of the channel's that cannot be used never stops it: the default one takes its place."""
    language = supported_language(message.language)
    own = _text_of(message, language)
    failure = ""
    if own is not None:
        try:
            return Written(write(message.template, own.wording, language, message.context), own)
        except Exception as error:
            log.exception("mail_text_unusable", mail_text=str(own.pk), message=str(message.pk))
            failure = str(error)
    default = default_wording(message.template, language)
    return Written(write(message.template, default, language, message.context), unusable=own, failure=failure)


def write(template: str, wording: Wording, language: str, facts: Facts) -> Letter:
    """Fill in a wording.

    Raises:
        TextUnusable: it breaks the rules, becomes too long, or has no subject.
    """
    variables = variables_of(template)
    with override(language):
        values = values_of(variables, facts, language)
        subject = " ".join(fill(parse(wording.subject, variables), values).split())
        if not subject:
            raise NoSubject(Sentence("The subject is empty with this order."))
        text = fill(parse(wording.text, variables), values)
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        body = fill(parse(wording.html, variables), values, escape=_as_html)
        page = {"language": language, "subject": subject, "paragraphs": map(linked, paragraphs), "body": body}
        html = render_to_string("mail/layout.html", {**values, **page})
    return Letter(subject, "\n\n".join(paragraphs) + "\n", html)


def _text_of(message: Message, language: str) -> MailText | None:
    """The channel's text: of an e-mail that the mail server has, the one that it was written with."""
    if message.handed_over_at is not None:
        return message.mail_text
    current = MailText.objects.current().filter(template=message.template, language=language)
    return current.filter(channel__orders=message.order_id).first()


def _as_html(value: str) -> str:
    return escape(value).replace("\n", "<br>")
