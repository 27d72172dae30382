"""Sessions that record who signed in, when, and from where, so that people can see and end theirs.

The columns of a session are written from its data each time it is saved; its row is the session, and there is no other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from access.models import Session, User

BEGUN, ADDRESS, BROWSER = "begun_at", "address", "browser"
SEEN_EVERY = timedelta(minutes=1)
"""How precisely a session knows when it was used last."""


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.user_id, row.seen_at = data.get(SESSION_KEY), timezone.now()
        row.begun_at, row.address, row.browser = data.get(BEGUN), data.get(ADDRESS), data.get(BROWSER, "")
        return cast(Session, row)

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """A session ends a fixed time after signing in, even if it was saved since."""
        begun = self.get(BEGUN)
        if begun is None:
            return super().get_expiry_date(**kwargs)
        return datetime.fromisoformat(begun) + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        now = timezone.now()
        if row and row.user_id and row.seen_at < now - SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
        return row


def sessions_of(user: User) -> list[Session]:
    """The sessions in which a person is signed in, the one used last first. A new password ends those before it."""
    rows = Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).order_by("-seen_at", "session_key")
    return [row for row in rows if row.get_decoded().get(HASH_SESSION_KEY) == user.get_session_auth_hash()]


def end_session(user: User, name: str, *, but: str | None = None) -> bool:
    """End the session of a person with this name; not the one with the key `but`. False if there is none."""
    for row in Session.objects.filter(user_id=user.pk).exclude(session_key=but or ""):
        if row.name == name:
            row.delete()
            return True
    return False


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End all sessions of a person but the one with this key, and return their number."""
    ended: int = Session.objects.filter(user_id=user.pk).exclude(session_key=but or "").delete()[0]
    return ended


def delete_expired_sessions(at: datetime) -> int:
    """Delete sessions whose time is over, and return their number."""
    deleted: int = Session.objects.filter(expire_date__lte=at).delete()[0]
    return deleted
