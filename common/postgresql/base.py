"""Django's PostgreSQL backend, which asks a connection at most once a second whether it still works.

A connection that broke within that second fails one request, as it would between the question and the first query.
"""

from __future__ import annotations

from time import monotonic

from django.db.backends.postgresql import base

TRUSTED_FOR = 1.0
"""Seconds for which a connection that worked is not asked again."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers when it last worked."""

    _worked_at = 0.0

    def is_usable(self) -> bool:
        now = monotonic()
        if now - self._worked_at < TRUSTED_FOR:
            return True
        usable: bool = super().is_usable()
        self._worked_at = now if usable else 0.0
        return usable
