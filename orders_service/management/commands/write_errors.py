"""`manage.py write_errors`: write the page of the docs about errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from orders_service.problems import page

PATH = settings.BASE_DIR / "docs" / "errors.md"


class Command(BaseCommand):
    help = "Write docs/errors.md from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(page())
        self.stdout.write(f"Wrote {PATH.relative_to(settings.BASE_DIR)}.")
