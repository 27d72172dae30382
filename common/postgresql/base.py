"""Django's PostgreSQL backend, with less to ask and less to write.

It asks a connection at most once a second whether it still works. One that broke within that second fails one request,
as it would between the question and the first query. And it makes no second index for the beginnings of unique texts:
nobody searches for those, and each change of a row would write it.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.db.backends.postgresql import base, schema
from django.db.models import Field, Model

TRUSTED_FOR = 1.0
"""Seconds for which a connection that worked is not asked again."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Makes one index for a unique text."""

    def _create_like_index_sql(self, model: type[Model], field: Field[Any, Any]) -> None:
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers when it last worked."""

    SchemaEditorClass = SchemaEditor
    _worked_at = 0.0

    def init_connection_state(self) -> None:
        """Plans are not compiled: for statements as short as ours, compiling takes longer than it saves."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")

    def is_usable(self) -> bool:
        now = monotonic()
        if now - self._worked_at < TRUSTED_FOR:
            return True
        usable: bool = super().is_usable()
        self._worked_at = now if usable else 0.0
        return usable
