"""Changing the letterhead of a channel's documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from orders.models import Channel
from workplace.documents.logo import checked_logo
from workplace.models import Letterhead


def change_letterhead(channel: Channel, *, at: datetime, changes: Mapping[str, Any]) -> Letterhead:
    """Change the fields that are given. A `logo` is the content of a file, or None to have no logo any more.

    Raises:
        InvalidInput: the logo is no small PNG or JPEG.
    """
    columns = {**changes, "updated_at": at}
    if columns.get("logo") is not None:
        columns["logo"] = checked_logo(columns["logo"])
    with transaction.atomic():
        letterhead, _ = Letterhead.objects.update_or_create(channel=channel, defaults=columns)
    return letterhead
