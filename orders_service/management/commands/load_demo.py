"""`manage.py load_demo`: load the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import F

from events.models import Message, MessageState
from orders.models import Order
from orders_service.demo import akinon, aplazame, lunasoft, salesman, sylius
from orders_service.demo.lists import make_lists
from orders_service.demo.logins import are_made, make_logins
from orders_service.seeding.people import SHOPS

SAMPLES = [module.SAMPLE for module in (salesman, sylius, akinon, lunasoft, aplazame)]
DAYS = 90


class Command(BaseCommand):
    help = (
        "Load the sample orders of the five published order APIs, each into a channel of its own; with --orders also "
        "some that are made up."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do nothing if they are there, instead of failing")
        parser.add_argument(
            "--with-logins",
            action="store_true",
            default=settings.DEBUG,
            help="also make demo users and API clients, whose passwords everybody knows (with DEBUG always)",
        )

        parser.add_argument("--orders", type=int, default=0, help=f"generated orders of the last {DAYS} days (0)")

    def handle(self, *args: Any, once: bool, with_logins: bool, orders: int, **options: Any) -> None:
        loaded = [sample.channel["name"] for sample in SAMPLES if sample.load()]
        if loaded:
            make_lists()
        if orders and not _are_made_up():
            call_command("seed", orders=orders, days=DAYS, verbosity=0)
        makes_logins = with_logins and not are_made()
        if makes_logins:
            with transaction.atomic():
                make_logins()
        if not (loaded or makes_logins or once):
            raise CommandError("The demo is loaded already.")
        _write_to_nobody()
        if loaded:
            self.stdout.write(f"Loaded the sample orders of {', '.join(loaded)}.")


def _are_made_up() -> bool:
    return Order.objects.filter(channel__code__in=[shop.code for shop in SHOPS]).exists()


def _write_to_nobody() -> None:
    """Mark the samples' e-mails as sent: their orders are of the past."""
    codes = [sample.channel["code"] for sample in SAMPLES]
    queued = Message.objects.filter(order__channel__code__in=codes, state=MessageState.QUEUED)
    queued.filter(created_at__year__lte=2020).update(state=MessageState.SENT, sent_at=F("due_at"))
