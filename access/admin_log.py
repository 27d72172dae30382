"""What the admin's log says of people."""

from __future__ import annotations

from django.contrib.admin.models import CHANGE, LogEntry

from access.models import User


def log_change(by: User, person: User, sentence: str) -> None:
    """Note that a member of staff changed a person's account, or their own."""
    LogEntry.objects.log_actions(by.pk, [person], CHANGE, change_message=sentence, single_object=True)
