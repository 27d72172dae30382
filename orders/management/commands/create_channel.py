"""`manage.py create_channel`: add a channel."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from orders.models import Channel


class Command(BaseCommand):
    help = "Create a channel: a storefront or marketplace. Its settings are changed in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="What clients call it, such as us-web.")
        parser.add_argument("name", help="What people call it.")
        parser.add_argument("currency", help="Its usual currency: an ISO 4217 code.")
        parser.add_argument("--hostname", default="", help="Of the shop, such as shop.example.com.")
        parser.add_argument("--locale", default="", help="Of its customers, such as en-US.")

    def handle(self, *, code: str, name: str, currency: str, hostname: str, locale: str, **options: Any) -> None:
        channel = Channel(code=code, name=name, default_currency=currency, hostname=hostname, locale=locale)
        try:
            channel.full_clean()
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        channel.save()
        self.stdout.write(f"Created the channel {channel.code}.")
