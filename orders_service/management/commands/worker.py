"""`manage.py worker`: do what is due in the background."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from orders_service.worker import jobs, run_due, work


class Command(BaseCommand):
    help = "Does what is due in the background: reconciles money, sends mail and webhooks, expires orders, tidies up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do every job once and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("may_start")
        if options["once"]:
            run_due(jobs())
            return
        stop = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("The worker is working.")
        work(jobs(), stop)
