"""Points in time as refusals state them."""

from __future__ import annotations

from datetime import datetime


def rfc3339(moment: datetime | None) -> str | None:
    """The moment to the second (RFC 3339), with `Z` for UTC; None if there is none."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
