"""`manage.py find_words`: look for words in every text of the database, to see that a person was erased."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from orders.privacy.scan import columns_with_text, find_words


class Command(BaseCommand):
    """Words come from standard input, so that they stay in no shell's history. The exit code is 1 if one is found."""

    help = "Read words from standard input, one per line, and name each column of the database that has one of them."

    def handle(self, *args: Any, **options: Any) -> None:
        words = [line.strip() for line in sys.stdin if line.strip()]
        found = list(find_words(words))
        for place in found:
            self.stdout.write(self.style.ERROR(f"{place.table}.{place.column}: {place.rows} rows"))
        self.stdout.write(f"{len(columns_with_text())} columns were searched.")
        if found:
            sys.exit(1)
