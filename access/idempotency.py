"""Idempotency: a command sent twice under one key is executed once, and answered alike.

`claim` takes the key, or finds the answer stored under it. What a claim guarantees depends on who commits it:

* inside the command's own transaction it appears together with everything the command wrote, or not at all;
* committed before a command of several transactions, it holds a lease. While the lease lives, a repetition has to
  wait; when it has run out, the process is taken for dead and a repetition carries on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import QuerySet
from rest_framework.exceptions import APIException

from access.models import IdempotencyKey, KeyState
from common.prepared import PREPARED
from common.rows import new

LEASE = timedelta(seconds=60)
"""Longer than any gateway may take to answer."""

WAIT_SECONDS = 10
"""How long a repetition waits for the transaction of the first request, on PostgreSQL."""


class KeyMissing(APIException):
    """The command moves money or places an order, and comes without a key."""

    status_code = 428
    default_code = "idempotency_key_missing"
    default_detail = "This command needs an Idempotency-Key, so that repeating it is safe."


class KeyReused(APIException):
    """The key belongs to another request."""

    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used for another request. A new command needs a new key."


class CommandStillRunning(APIException):
    """The first request under the key has not been answered yet. `wait` is in seconds."""

    status_code = 409
    default_code = "command_still_running"
    default_detail = "The first request with this Idempotency-Key is still running. Repeat it in a moment."

    def __init__(self, wait: float = 1) -> None:
        self.wait = max(1, round(wait))
        super().__init__()


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A command as it was sent under a key."""

    owner: str
    key: str
    method: str
    path: str
    fingerprint: str

    @property
    def command_key(self) -> str:
        """64 characters that identify this request of this owner under this key, for ever.

        Services store it with their rows, and recognise a repetition by it even if the answer was never stored.
        """
        return sha256("\n".join([self.owner, self.key, self.fingerprint]).encode()).hexdigest()


def claim(request: KeyedRequest, *, at: datetime, lease: timedelta | None = None) -> IdempotencyKey:
    """Take the key. The returned row is either running, and then ours, or carries the stored answer.

    Raises:
        KeyReused: the key was taken by another request.
        CommandStillRunning: the first request is not finished.
    """
    leased_until = at + lease if lease else None
    fresh = new(
        IdempotencyKey,
        owner=request.owner,
        key=request.key,
        method=request.method,
        path=request.path[:500],
        fingerprint=request.fingerprint,
        leased_until=leased_until,
        created_at=at,
        expires_at=at + timedelta(hours=settings.IDEMPOTENCY_HOURS),
    )
    with _not_waiting_for_ever():
        held = fresh if _is_inserted(fresh) else _held(fresh, at)
    if held.fingerprint != request.fingerprint:
        raise KeyReused
    if held.pk != fresh.pk and held.state == KeyState.RUNNING:
        _take_over(held, leased_until, at)
    return held


def store_answer(claimed: IdempotencyKey, *, status: int, headers: dict[str, str], body: str) -> None:
    """Store the answer that every repetition gets."""
    if connection.vendor != "postgresql":
        _ours(claimed).update(state=KeyState.ANSWERED, leased_until=None, status=status, headers=headers, body=body)
        return
    with connection.cursor() as cursor:
        cursor.execute(_STORE_ANSWER, [status, json.dumps(headers), body, claimed.pk, claimed.leased_until])


_STORE_ANSWER = f"""{PREPARED}
    UPDATE access_idempotencykey
    SET state = 'answered', leased_until = NULL, status = %s, headers = %s, body = %s
    WHERE id = %s AND state = 'running' AND leased_until IS NOT DISTINCT FROM %s::timestamptz
"""  # noqa: S608


def release(claimed: IdempotencyKey) -> None:
    """Release the claim: nothing was done, and the key may be used for a corrected request."""
    _ours(claimed).delete()


def interrupt(claimed: IdempotencyKey, *, at: datetime) -> None:
    """End the lease and keep the claim: it is unknown how far the command got, so only the same request may resume
    it."""
    _ours(claimed).update(leased_until=at)


def _is_inserted(fresh: IdempotencyKey) -> bool:
    """Insert our row unless there is one. Waits for a concurrent transaction that has inserted the same key."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        return IdempotencyKey.objects.filter(pk=fresh.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {name: getattr(fresh, name) for name in _WRITTEN} | {"patience": f"{WAIT_SECONDS}s"})
        is_ours = cursor.fetchone() is not None
        if not is_ours:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return is_ours


_WRITTEN = ("id", "owner", "key", "method", "path", "fingerprint", "leased_until", "created_at", "expires_at")
_INSERT = f"""{PREPARED}
    WITH patience AS MATERIALIZED (
        SELECT current_setting('lock_timeout') AS before, set_config('lock_timeout', %(patience)s, true) AS now
    )
    INSERT INTO access_idempotencykey ({", ".join(_WRITTEN)}, state, headers, body)
    SELECT %(id)s::uuid, %(owner)s, %(key)s, %(method)s, %(path)s, %(fingerprint)s,
           %(leased_until)s::timestamptz, %(created_at)s::timestamptz, %(expires_at)s::timestamptz,
           'running', '{{}}', ''
    FROM patience WHERE now IS NOT NULL
    ON CONFLICT (owner, key) DO NOTHING
    RETURNING set_config('lock_timeout', (SELECT before FROM patience), true)
"""  # noqa: S608


def _held(fresh: IdempotencyKey, at: datetime) -> IdempotencyKey:
    """The existing row; an expired one is removed."""
    for _ in range(3):
        rows = IdempotencyKey.objects.filter(owner=fresh.owner, key=fresh.key)
        held = rows.first()
        if held and held.expires_at > at:
            return held
        rows.filter(expires_at__lte=at).delete()
        if _is_inserted(fresh):
            return fresh
    raise CommandStillRunning


def _take_over(held: IdempotencyKey, leased_until: datetime | None, at: datetime) -> None:
    """Resume for a dead process; of two concurrent repetitions one does."""
    if held.leased_until and held.leased_until > at:
        raise CommandStillRunning(wait=(held.leased_until - at).total_seconds())
    if not _ours(held).update(leased_until=leased_until):
        raise CommandStillRunning
    held.leased_until = leased_until


def _ours(claimed: IdempotencyKey) -> QuerySet[IdempotencyKey]:
    """The row, unless it was answered or taken over since we saw it."""
    return IdempotencyKey.objects.filter(pk=claimed.pk, state=KeyState.RUNNING, leased_until=claimed.leased_until)


@contextmanager
def _not_waiting_for_ever() -> Iterator[None]:
    """Limit the wait for a key on PostgreSQL. SQLite has a limit of its own for concurrent writes."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == "55P03":
            raise CommandStillRunning from error
        raise
