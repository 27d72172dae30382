"""`manage.py erase_guests`: erase the guests whose channel's time is over, or say whom. The worker does it, too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import Refusal
from common.rehearsal import rehearse
from orders.privacy.erase import erase_customer
from orders.privacy.retention import channels_that_forget, due_guests, erase_due_guests


class Command(BaseCommand):
    """One round, of at most 200 guests."""

    help = "Erase guests, the months after their last order that their channel says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="erase nobody; name who would be, and who not yet")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            self._rehearse()
            return
        done = erase_due_guests(timezone.now())
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in done.items()) or "Nobody was due.")

    def _rehearse(self) -> None:
        at = timezone.now()
        for channel in channels_that_forget():
            for guest in due_guests(channel, at).iterator():
                try:
                    with rehearse():
                        entry = erase_customer(guest, actor=SYSTEM, at=at)
                except Refusal as refusal:
                    self.stdout.write(f"{channel.code} {guest.pk}: {refusal.detail}")
                else:
                    self.stdout.write(f"{channel.code} {guest.pk}: {entry.about['orders']} orders would be erased.")
