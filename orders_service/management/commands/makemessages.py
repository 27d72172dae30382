"""Collect the texts to translate: those that Django finds in code and templates, and the sentences of refusals."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

from orders_service.problems import refusal_sentences


class Command(makemessages.Command):
    help = "Collect the texts to translate. The sentences of refusals stand at their classes, where no marker is."

    def handle(self, *args: Any, **options: Any) -> None:
        import_module(settings.ROOT_URLCONF)  # so that every refusal is known
        listed = Path(settings.BASE_DIR) / "refusals_to_translate.py"
        listed.write_text("\n".join(f"gettext_noop({sentence!r})" for sentence in refusal_sentences()))
        try:
            super().handle(*args, **options)
        finally:
            listed.unlink()
