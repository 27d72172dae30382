"""What the database refused."""

from __future__ import annotations

from django.db import IntegrityError


def is_violation_of(error: IntegrityError, constraint: str, column: str) -> bool:
    """Whether an error is about a unique constraint: PostgreSQL names it, SQLite one of its columns
    (`table.column`)."""
    return constraint in str(error) or column in str(error)
