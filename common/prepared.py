"""Statements that PostgreSQL plans once per connection, not for each request."""

from __future__ import annotations

from typing import Any, Self

from psycopg import Cursor, _queries

_queries.MAX_CACHED_STATEMENT_LENGTH = 64 * 1024
"""psycopg remembers how it has split a statement at its parameters, unless the statement is long. Prepared ones are."""

PREPARED = "/* prepared */ "
"""What a statement begins with that is always the same but for its values, and expensive to plan.

Others are planned for their values each time: a plan for any value would serve a search for a rare word badly.
"""


class PreparingCursor(Cursor[Any]):
    """Sends values apart from the statement, and prepares the statements that ask for it."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        is_prepared = isinstance(query, str) and query.startswith(PREPARED)
        result: Self = super().execute(query, params, **options, prepare=is_prepared)
        return result
