"""What staff may change about a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from orders.models import Channel

CHANGEABLE = frozenset(
    {
        "time_zone", "status_names", "customer_cancellation", "customer_address_correction",
        "return_days", "withdrawal_days", "page_days", "mails", "mail_from",
        "unpaid_reminder_minutes", "unpaid_expiry_minutes", "guest_retention_months",
        "return_url", "return_hosts", "color", "default_carrier",
    }
)  # fmt: skip


def change_channel(channel: Channel, changes: Mapping[str, Any]) -> Channel:
    """Change some of a channel's settings.

    Raises:
        ValidationError: a value breaks the rule of its column.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"This is not changed here: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(pk=channel.pk)
        for name, value in changes.items():
            setattr(row, name, value)
        row.clean_fields(exclude={field.name for field in Channel._meta.fields} - changes.keys())
        row.save(update_fields=[*changes, "updated_at"])
    return row
