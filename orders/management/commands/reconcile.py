"""`manage.py reconcile`: find out what became of unfinished payments and refunds. The worker does it all the time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from orders.money.reconcile import reconcile_money, stuck_rows


class Command(BaseCommand):
    """One round; then what waits for a person is named."""

    help = "Ask the gateways about payments and refunds whose outcome is not known, and settle them."

    def handle(self, *args: Any, **options: Any) -> None:
        done = reconcile_money(timezone.now())
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in done.items()) or "Nothing was due.")
        for row in stuck_rows():
            self.stdout.write(self.style.WARNING(f"Needs a person: {row._meta.verbose_name} {row.pk}, {row}"))
