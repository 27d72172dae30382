"""E-mail addresses, which people write in any case."""

from __future__ import annotations


def is_same_email(one: str, other: str) -> bool:
    """Whether two addresses differ in case at most. PostgreSQL compares capitals, in which i and the Turkish ı are both
    I: two addresses, perhaps of two persons."""
    return _cases(one) == _cases(other)


def _cases(email: str) -> list[tuple[str, str]]:
    return [(letter.lower(), letter.upper()) for letter in email]
