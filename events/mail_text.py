"""The text of e-mails: `templates/mail/<language>/<template>.txt`, whose first line is the subject.

The HTML is made of the same paragraphs, so the two never disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from events.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as the customer reads it."""

    subject: str
    text: str
    html: str


def letter_for(message: Message) -> Letter:
    """Write an e-mail in the customer's language, or in the service's own if that is not supported."""
    language = supported_language(message.language)
    context = {**message.context, "language": language}
    with override(language):
        written = render_to_string(f"mail/{language}/{message.template}.txt", context).strip()
        subject, _, text = written.partition("\n")
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        subject = " ".join(subject.split())
        html = render_to_string("mail/layout.html", {**context, "subject": subject, "paragraphs": paragraphs})
    return Letter(subject, "\n\n".join(paragraphs) + "\n", html)


def supported_language(code: str) -> str:
    """The supported language for a code such as `tr-TR`."""
    language = re.split("[-_]", code.lower())[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
