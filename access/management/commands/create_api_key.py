"""`manage.py create_api_key CLIENT_ID [--scopes orders:read]`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import ApiClient
from access.services import create_api_key
from common.errors import InvalidInput


class Command(BaseCommand):
    help = "Give an API client a key that does not run out; it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client", metavar="CLIENT_ID")
        parser.add_argument("--scopes", nargs="+", metavar="SCOPE", help="fewer than all of the client's scopes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            client = ApiClient.objects.get(client_id=options["client"])
            key = create_api_key(client, scopes=options["scopes"])
        except (ApiClient.DoesNotExist, InvalidInput) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key.secret)
