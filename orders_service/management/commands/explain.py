"""`manage.py explain`: how PostgreSQL serves each documented filter, search and ordering, as pages of the docs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import connection

from access.callers import Caller
from common.actors import ActorKind
from orders.models import Order
from orders_service.bench.explain import explained
from orders_service.bench.explain_dialects import explained_dialects
from orders_service.bench.plans import Explained

PAGE = """# How lists are found

Written by `manage.py explain` against PostgreSQL {version} with {orders:,} orders from `manage.py seed`: the first page of
fifty for every documented filter, search and ordering of `GET /api/v1/orders/`, as staff ask (`EXPLAIN ANALYZE`; values that
find few rows, the case in which an index matters most). Nothing here reads a large table from end to end.

| Parameters | ms | rows | read |
|---|---:|---:|---|
{rows}
"""


DIALECTS_PAGE = """# How the lists of dialects are found

Written by `manage.py explain --dialects` against PostgreSQL {version} with {orders:,} orders from `manage.py seed`: the first
page of each list for every filter and ordering, as a client of all channels asks over HTTP. The milliseconds are those of
the statements that find and count the rows (`EXPLAIN ANALYZE`; values that find few rows, the case in which an index matters most);
those that show them cost the same for any. To find rows, nothing here reads a large table from end to end; counting them stops
at 10,000.

| Asked | ms | rows | read |
|---|---:|---:|---|
{rows}
"""


class Command(BaseCommand):
    help = "Explains how PostgreSQL serves each documented filter, search and ordering of orders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dialects", action="store_true", help="The lists of the dialects instead of the native one."
        )
        parser.add_argument("--write", type=Path, help="The page to write, such as docs/explain.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL explains itself this way: set DATABASE_URL.")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0].split()[0]
        staff = Caller(ActorKind.STAFF, "explain", channels=None)
        rows = list(explained_dialects() if options["dialects"] else explained(staff))
        page = (DIALECTS_PAGE if options["dialects"] else PAGE).format(
            version=version, orders=Order.objects.count(), rows="\n".join(map(_line, rows))
        )
        if options["write"]:
            options["write"].write_text(page)
        else:
            self.stdout.write(page)
        without = [row.query for row in rows if row.reads_all_of]
        if without:
            raise CommandError(f"Read from end to end: {', '.join(without)}.")


def _line(row: Explained) -> str:
    return f"| `{row.query}` | {row.ms:.1f} | {row.found} | {', '.join(row.steps)} |"
