"""`manage.py create_client "Web shop" --channels web --scopes orders:read orders:write`"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.scopes import SCOPES
from access.services import create_client


class Command(BaseCommand):
    help = "Register an API client; its secret is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--channels", nargs="+", required=True, metavar="CODE", help="the channels it reaches")
        parser.add_argument("--scopes", nargs="+", required=True, metavar="SCOPE", help=", ".join(SCOPES))

    def handle(self, *args: Any, **options: Any) -> None:
        channels = _channels(options["channels"])
        try:
            new = create_client(options["name"], channels=channels, scopes=options["scopes"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"client_id     {new.client.client_id}")
        self.stdout.write(f"client_secret {new.secret}")


def _channels(codes: list[str]) -> list[Any]:
    """The ids of the channels. They belong to an app above us, which we do not import."""
    known = dict(apps.get_model("orders", "Channel")._default_manager.values_list("code", "id"))
    unknown = ", ".join(sorted(set(codes) - known.keys()))
    if unknown:
        raise CommandError(f"There is no channel {unknown}. There are: {', '.join(sorted(known)) or 'none'}.")
    return [known[code] for code in codes]
