"""`manage.py bench_peers`: the service beside django-salesman, in turns, on one PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection

from orders.models import Order
from orders_service.bench.peers import KINDS, compared, running, table
from orders_service.bench.processes import database_process


class Command(BaseCommand):
    help = "Measures the API beside django-salesman, which the given Python has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--python", type=Path, required=True, help="The Python that has django-salesman.")
        parser.add_argument("--orders", type=int, default=20_000, help="How many orders both have.")
        parser.add_argument("--rounds", type=int, default=5, help="How often each is measured; medians are printed.")
        parser.add_argument("--seconds", type=float, default=2, help="How long each is measured in a round.")
        parser.add_argument("--connections", type=int, default=4, help="How many clients ask at once, at most 16.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Speed is measured against PostgreSQL: set DATABASE_URL.")
        call_command("migrate", verbosity=0)
        if missing := max(0, options["orders"] - Order.objects.count()):
            call_command("seed", orders=missing)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_backend_pid()")
            database = database_process(cursor.fetchone()[0])
        if database is None:
            raise CommandError("The database runs on another machine: its share could not be seen.")
        how = {name: options[name] for name in ("rounds", "seconds", "connections")}
        with running(options["python"].absolute(), options["orders"]) as peers:
            rows = {kind: compared(peers, kind, database=database, **how) for kind in KINDS}
        self.stdout.write(
            f"{options['orders']} orders each, two web workers, {options['connections']} connections, medians of "
            f"{options['rounds']} rounds of {options['seconds']:g} s; in brackets Salesman.\n\n{table(rows)}\n"
        )
