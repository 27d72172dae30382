"""`manage.py may_start`: what a web server asks before it listens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from orders_service.starting import reasons_not_to_start


class Command(BaseCommand):
    help = "Fails, with what to do, while `check --deploy` finds errors; see docs/deploy.md for the exceptions."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reasons = reasons_not_to_start()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer, or is not migrated: {error}") from error
        if reasons:
            listed = "\n".join(f"* {reason.msg} {reason.hint or ''} ({reason.id})" for reason in reasons)
            raise CommandError(f"The service does not start, because it would not be safe:\n{listed}")
