"""What stands for a person who was erased."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

PREFIX = "erased-"
SALT = "orders.privacy"


def pseudonym_of(*, email: str, external_id: str, channel_id: UUID, customer_id: UUID) -> str:
    """The same for the same person, wherever they bought, and told back to nobody: a keyed digest of the e-mail; of
    the channel's own id where there is none, and of our id where there is neither."""
    known_by = email.upper() or (f"{channel_id}:{external_id}" if external_id else str(customer_id))
    digest = salted_hmac(SALT, known_by, secret=settings.PSEUDONYM_KEY, algorithm="sha256")
    return PREFIX + digest.hexdigest()[:16]
