"""`manage.py bench`: requests a second, CPU, queries and bytes, beside the same work by SQL alone."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection

from access.scopes import SCOPES
from access.services import create_api_key, create_client
from orders.models import Order
from orders_service.bench.admin import Page, admin_pages, admin_table
from orders_service.bench.measure import Measured, measure, table
from orders_service.bench.money import Pay, Refund
from orders_service.bench.processes import database_process, web_server
from orders_service.bench.scenarios import SCENARIOS, Scenario, busiest_channel


class Command(BaseCommand):
    help = "Measures the API and the pages of staff (--only admin) against PostgreSQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=10_000, help="Seed up to this many orders first.")
        parser.add_argument("--seconds", type=float, default=5, help="How long each row is measured.")
        parser.add_argument("--only", help="Only the scenarios whose name contains this.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Speed is measured against PostgreSQL: set DATABASE_URL.")
        call_command("migrate", verbosity=0)
        missing = options["orders"] - Order.objects.count()
        if missing > 0:
            call_command("seed", orders=missing)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_backend_pid()")
            database = database_process(cursor.fetchone()[0])
        seconds, only = options["seconds"], options["only"] or ""
        pages: list[Page] = []
        if only in "admin":  # before the API's scenarios place orders of today, which stand alone
            pages = list(admin_pages(seconds=seconds, database=database))
        kinds: tuple[type[Scenario], ...] = (*SCENARIOS, Pay, Refund)
        rows = _api_rows([kind for kind in kinds if only in kind.name], seconds, database)
        self.stdout.write(f"{Order.objects.count()} orders, one web worker, one connection.\n\n")
        if rows:
            self.stdout.write(f"{table(rows)}\n")
        if pages:
            self.stdout.write(f"\n{admin_table(pages)}\n")


def _api_rows(kinds: Sequence[type[Scenario]], seconds: float, database: int | None) -> list[Measured]:
    client = create_client("bench", channels=[busiest_channel()], scopes=tuple(SCOPES)).client
    token = create_api_key(client).secret
    with web_server() as (server, port):
        return [
            measure(kind(), seconds=seconds, token=token, port=port, server=server, database=database) for kind in kinds
        ]
