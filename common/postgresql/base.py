"""Django's PostgreSQL backend, with fewer queries and fewer indexes.

It checks at most once a second whether a connection still works. One that broke within that second fails one request,
as it would between the check and the first query. It makes no second index for prefixes of unique texts: no search uses
it, and every change of a row would write it.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.db.backends.postgresql import base, schema
from django.db.models import Field, Model

TRUSTED_FOR = 1.0
"""Seconds for which a connection that worked is not asked again."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Makes a single index for a unique text."""

    def _create_like_index_sql(self, model: type[Model], field: Field[Any, Any]) -> None:
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers when it last worked, until something fails."""

    SchemaEditorClass = SchemaEditor
    _worked_at = 0.0

    def init_connection_state(self) -> None:
        """Switch off JIT: for the service's short statements, compiling takes longer than it saves."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")

    def is_usable(self) -> bool:
        now = monotonic()
        if not self.errors_occurred and now - self._worked_at < TRUSTED_FOR:
            return True
        usable: bool = super().is_usable()
        self._worked_at = now if usable else 0.0
        return usable
