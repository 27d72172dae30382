"""The wording of an e-mail before its variables are filled in, and the default one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from events.letters.variables import OWN

TEMPLATES = tuple(OWN)
"""All e-mails."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and text; the HTML is made of the text's paragraphs if there is none."""

    subject: str
    text: str
    html: str = ""


@cache
def default_wording(template: str, language: str) -> Wording:
    """What `templates/mail/<language>/<template>.txt` says; its first line is the subject."""
    written = (Path(settings.BASE_DIR) / "templates" / "mail" / language / f"{template}.txt").read_text(
        encoding="utf-8"
    )
    subject, _, text = written.partition("\n")
    return Wording(subject.strip(), text.strip())
