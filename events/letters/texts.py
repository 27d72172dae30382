"""Changing the texts of a channel's e-mails, and going back to the default one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from common.errors import InvalidInput, Refusal, Sentence
from events.letters.language import TextInvalid, parse
from events.letters.markup import markup_errors
from events.letters.variables import Variables, variables_of
from events.letters.wording import Wording
from events.models import MailText

log = structlog.get_logger(__name__)

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_HTML = 200, 20_000, 40_000


class MailTextChanged(Refusal):
    """Somebody else has changed the text since it was read."""

    code = "mail_text_changed"
    sentence = "Somebody has changed this text meanwhile. Open it again and repeat your changes."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: the e-mail, in a language, of a channel."""

    channel_id: UUID
    template: str
    language: str

    @property
    def current(self) -> MailText | None:
        """The channel's own text; None while the default one is used."""
        return self._rows().first()

    def _rows(self) -> QuerySet[MailText]:
        here = {"channel_id": self.channel_id, "template": self.template, "language": self.language}
        rows: QuerySet[MailText] = MailText.objects.current().filter(**here)
        return rows


def check_wording(template: str, wording: Wording) -> None:
    """Check a text against the language of texts and the variables of its e-mail.

    Raises:
        InvalidInput: what is wrong in `subject`, `text` and `html`, each with its line.
    """
    variables = variables_of(template)
    found = [
        *_errors("subject", wording.subject, LONGEST_SUBJECT, _one_line, variables),
        *_errors("text", wording.text, LONGEST_TEXT, _nothing_more, variables),
        *_errors("html", wording.html, LONGEST_HTML, markup_errors, variables),
    ]
    if found:
        raise InvalidInput({(name, number): ("invalid", error) for number, (name, error) in enumerate(found)})


def save_text(place: Place, wording: Wording, *, replacing: UUID | None, by: str, at: datetime) -> MailText:
    """Give a channel a text of its own, in place of the one that was read (None: the default one).

    Raises:
        InvalidInput: as `check_wording`.
        MailTextChanged: another one is there.
    """
    check_wording(place.template, wording)
    try:
        with transaction.atomic():
            _end(place, replacing, at)
            return MailText.objects.create(
                channel_id=place.channel_id,
                template=place.template,
                language=place.language,
                subject=wording.subject,
                text=wording.text,
                html=wording.html,
                changed_by=by,
                created_at=at,
            )
    except IntegrityError as raced:
        raise MailTextChanged from raced


def restore_default(place: Place, *, replacing: UUID | None, at: datetime) -> None:
    """Go back to the default text.

    Raises:
        MailTextChanged: another text is there than the one that was read.
    """
    with transaction.atomic():
        _end(place, replacing, at)


def report_unusable(text: MailText, failure: str) -> None:
    """Tell staff that a text could not be used, on the home page and in its list."""
    log.error("mail_text_reported", mail_text=str(text.pk), why=failure)
    MailText.objects.filter(pk=text.pk, failure="").update(failure=failure[:500])


def _end(place: Place, replacing: UUID | None, at: datetime) -> None:
    if replacing is None:
        if place.current is not None:
            raise MailTextChanged
    elif not place._rows().filter(pk=replacing).update(replaced_at=at):
        raise MailTextChanged


_Rule = Callable[[str, Variables], Sequence[Sentence]]


def _errors(name: str, source: str, longest: int, rule: _Rule, variables: Variables) -> Iterator[tuple[str, Sentence]]:
    if len(source) > longest:
        yield name, Sentence("This is longer than {most} characters.", most=longest)
        return
    try:
        parse(source, variables)
    except TextInvalid as invalid:
        yield from ((name, error) for error in invalid.errors)
    yield from ((name, error) for error in rule(source, variables))


def _one_line(source: str, variables: Variables) -> Sequence[Sentence]:
    return [] if len(source.splitlines()) == 1 else [Sentence("The subject is one line.")]


def _nothing_more(source: str, variables: Variables) -> Sequence[Sentence]:
    return [] if source.strip() else [Sentence("The text is empty.")]
