"""Times as published APIs write them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def with_offset(moment: datetime, zone: tzinfo) -> str:
    """`2017-02-15T13:31:33+0100`: in a zone, its offset without a colon."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S%z")


def in_utc(moment: datetime) -> str:
    """`2019-01-01T00:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_utc_exactly(moment: datetime) -> str:
    """`2020-01-10T14:17:24.099278Z`: with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_compared(lookup: str, moment: datetime) -> tuple[str, datetime]:
    """How to compare stored times, which have microseconds, as they are shown: in whole seconds."""
    if lookup in ("gte", "lt") and not moment.microsecond:
        return lookup, moment
    return {"gte": "gt", "lt": "lte"}.get(lookup, lookup), moment.replace(microsecond=999_999)
