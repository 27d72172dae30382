"""Rehearsals: a command runs, is rolled back, and returns what it would have done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction


@dataclass(slots=True)
class Rehearsal:
    """The effects that a rehearsed command would have had."""

    events: list[dict[str, Any]] = field(default_factory=list)
    gateway_calls: list[dict[str, Any]] = field(default_factory=list)
    emails: list[dict[str, Any]] = field(default_factory=list)


_current: ContextVar[Rehearsal | None] = ContextVar("rehearsal", default=None)


def current_rehearsal() -> Rehearsal | None:
    """The rehearsal under way, or None if a command is real."""
    return _current.get()


@contextmanager
def rehearse() -> Iterator[Rehearsal]:
    """Run the block in a transaction that is always rolled back, with gateways and mail recorded instead of called."""
    with transaction.atomic():
        rehearsal = Rehearsal()
        token = _current.set(rehearsal)
        try:
            yield rehearsal
        finally:
            _current.reset(token)
            transaction.set_rollback(True)


@contextmanager
def own_transaction() -> Iterator[None]:
    """A transaction that is committed when the block ends: the steps of a command that talks to a gateway in between.

    It must not be nested in another one, except in a rehearsal, where nothing is committed at all.
    """
    with transaction.atomic(durable=current_rehearsal() is None):
        yield
