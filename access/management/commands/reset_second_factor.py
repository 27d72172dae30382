"""`manage.py reset_second_factor NAME`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access import second_factor
from access.models import User
from access.sessions import end_sessions


class Command(BaseCommand):
    help = (
        "Forget a person's app and recovery codes, and end their sessions: when nobody is left to do so in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("There is nobody of this name.")
        second_factor.remove(person)
        end_sessions(person)
