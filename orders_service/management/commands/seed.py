"""`manage.py seed`: generate any number of orders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from common.models import SerialNumber
from orders.models import RefNumber
from orders_service.seeding.copies import Copies, Plan, people_of
from orders_service.seeding.loading import loading
from orders_service.seeding.people import channels
from orders_service.seeding.rehearsed import TABLES, rehearsed


class Command(BaseCommand):
    help = (
        "Add made-up orders with customers, addresses, items, shipments, payments, refunds and events. The same seed "
        "makes the same orders in an empty database, if they end on the same day (--until); seeding again adds others. "
        "While more are added than there are, nobody else can use their tables (PostgreSQL)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, required=True, help="how many orders to add")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other orders (1)")
        parser.add_argument("--until", type=date.fromisoformat, help="the day (UTC) before which they end; now")
        parser.add_argument("--days", type=int, default=731, help="in how many days they were placed (731)")

    def handle(self, *args: Any, orders: int, seed: int, until: date | None, days: int, **options: Any) -> None:
        if min(orders, days) < 1:
            raise CommandError("--orders and --days must be at least 1.")
        end = datetime.combine(until, time()) if until else datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        started, quiet = monotonic(), options["verbosity"] == 0
        book = rehearsed(seed)
        with loading(TABLES, orders) as loader, tqdm(total=orders, unit=" orders", disable=quiet) as progress:
            customers = loader.numbers(SerialNumber, people_of(orders - 1))
            numbers = loader.numbers(RefNumber, orders)
            plan = Plan(orders, seed, numbers, customers, since=end - timedelta(days=days), until=end)
            for count, chunk in Copies(plan, book, _channel_ids()).chunks():
                for table, lines in chunk.items():
                    loader.write(table, lines)
                progress.update(count)
            progress.set_postfix_str("indexes and references")
        seconds = monotonic() - started
        if not quiet:
            self.stdout.write(f"{orders:,} orders in {seconds:,.1f} s: {orders / seconds:,.0f} a second.")


def _channel_ids() -> dict[str, str]:
    return {code: channel.pk.hex for code, channel in channels().items()}
