"""E-mail addresses, which people write in any case."""

from __future__ import annotations


def is_same_email(one: str, other: str) -> bool:
    """Whether two addresses differ in case at most."""
    return regardless_of_case(one) == regardless_of_case(other)


def regardless_of_case(email: str) -> str:
    """A text that is the same for an address in any case. Capitals are not enough: i and the Turkish ı are both I, in
    two addresses, perhaps of two persons."""
    return email.upper() if email.isascii() else f"{email.upper()}\n{email.lower()}"
