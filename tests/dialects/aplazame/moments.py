"""The moments of Aplazame's sample order."""

from datetime import UTC, datetime

NOON = datetime(2015, 7, 20, 12, 0, 0, 123456, tzinfo=UTC)


MOMENTS = {
    "created": "created_at",
    "verified": "verified_at",
    "confirmed": "approved_at",
    "cancelled": "cancelled_at",
}
