"""`manage.py audit_money`: recompute every order's money from its rows, and name each row that disagrees."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from orders.models import Order
from orders.money.audit import BATCH, Batch, audit_orders, audit_payments
from payments.models import Payment


class Command(BaseCommand):
    """The exit code is 1 if anything disagrees."""

    help = "Recompute every order's money from its rows, and name each row that disagrees."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="rows a statement")
        parser.add_argument("--no-progress", action="store_true", help="show no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        orders, payments = Order.objects.count(), Payment.objects.count()
        found = self._audit("orders", orders, audit_orders, options)
        found += self._audit("payments", payments, audit_payments, options)
        if found:
            self.stdout.write(self.style.ERROR(f"{orders} orders, {found} disagreements."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS(f"{orders} orders, nothing disagrees."))

    def _audit(self, what: str, total: int, audit: Callable[[int], Iterator[Batch]], options: Any) -> int:
        found = 0
        with tqdm(total=total, desc=what, unit=" rows", disable=options["no_progress"]) as progress:
            for batch in audit(options["batch"]):
                for disagreement in batch.found:
                    self.stdout.write(str(disagreement))
                found += len(batch.found)
                progress.update(batch.rows)
        return found
