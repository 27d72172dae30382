"""Pseudonyms of erased persons."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from addresses.emails import regardless_of_case

PREFIX = "erased-"
SALT = "orders.privacy"


def pseudonym_of(*, email: str, external_id: str, channel_id: UUID, customer_id: UUID) -> str:
    """A pseudonym, the same for the same person in every channel, and not reversible: a keyed digest of the e-mail;
    without one, of the channel's own id; without either, of our id."""
    known_by = regardless_of_case(email) or (f"{channel_id}:{external_id}" if external_id else str(customer_id))
    digest = salted_hmac(SALT, known_by, secret=settings.PSEUDONYM_KEY, algorithm="sha256")
    return PREFIX + digest.hexdigest()[:16]
