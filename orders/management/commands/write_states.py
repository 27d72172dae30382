"""Write the page of the docs about states."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from orders.states import page


class Command(BaseCommand):
    help = "Write docs/order-states.md from the state machines in the code."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR, "docs", "order-states.md")
        path.write_text(page())
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
