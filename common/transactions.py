"""Transactions of services that may be a part of a larger one."""

from __future__ import annotations

from django.db import connection, transaction


def is_inside() -> bool:
    """Whether a transaction is running; the one around a test does not count, as for Django's durable blocks."""
    blocks = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase  # type: ignore[attr-defined]


def joined() -> transaction.Atomic:
    """A transaction, or a part of the running one. If it fails, all of that fails, so it needs no savepoint."""
    return transaction.atomic(savepoint=not is_inside())
