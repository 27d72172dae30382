"""Request limits by kind of caller (`settings.THROTTLES`).

Requests are counted in windows that begin on the minute (hour, day), with one counter for a caller.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache as remembered
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from access.authentication import caller_of
from access.callers import Caller
from access.client_ip import client_ip, network_of

if TYPE_CHECKING:
    # rest_framework.views imports this module.
    from rest_framework.views import APIView

UNAUTHENTICATED = "unauthenticated"
"""The kind of requests whose credentials are missing or wrong."""

SECONDS = {"sec": 1, "min": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """A number of requests in a number of seconds."""

    requests: int
    seconds: int


class CallerThrottle(BaseThrottle):
    """Refuses with 429 and `Retry-After` what exceeds the caller's rate."""

    def __init__(self) -> None:
        self._wait: int | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        self._wait = seconds_until_allowed(caller_of(request))
        return self._wait is None

    def wait(self) -> float | None:
        return self._wait


def seconds_until_allowed(caller: Caller) -> int | None:
    """Count one request of a caller. Returns the seconds to wait; None while they are within their rate."""
    return seconds_to_wait(caller.kind, _identities(caller), now=time.time())


@contextmanager
def counting_unauthenticated(request: Request) -> Iterator[None]:
    """Authenticate, and count a request without valid credentials by its address.

    Raises:
        Throttled: there were more of them than `settings.THROTTLES` allows.
    """
    try:
        yield
    except (AuthenticationFailed, NotAuthenticated):
        wait = seconds_to_wait(UNAUTHENTICATED, [address_of(client_ip(request))], now=time.time())
        if wait is not None:
            raise Throttled(wait) from None
        raise


def seconds_to_wait(kind: str, identities: Iterable[str], *, now: float) -> int | None:
    """Count one request of each identity. Returns the seconds to wait; None while all are within their rate."""
    rate = rate_of(settings.THROTTLES.get(kind, ""))
    if rate is None:
        return None
    window = int(now // rate.seconds)
    counts = [_count(f"throttle:{kind}:{identity}:{window}", rate.seconds) for identity in identities]
    return ceil((window + 1) * rate.seconds - now) if max(counts) > _most(kind, rate) else None


def _most(kind: str, rate: Rate) -> int:
    """The limit of this process. Guesses come over many connections, and so to every process."""
    return ceil(rate.requests / settings.COUNTING_APART) if kind == UNAUTHENTICATED else rate.requests


@remembered
def rate_of(written: str) -> Rate | None:
    """A rate as the settings write it: `300/min`. Empty or `*/0`: no limit."""
    if written in ("", "*/0"):
        return None
    match = re.fullmatch(r"([1-9]\d*)/(sec|min|hour|day)", written)
    if match is None:
        raise ImproperlyConfigured(f"'{written}' is no rate like 300/min (sec, min, hour, day), nor */0 for no limit.")
    return Rate(int(match[1]), SECONDS[match[2]])


def address_of(ip: str | None) -> str:
    """The key under which an address is counted."""
    return network_of(ip) if ip else "unknown"


def _identities(caller: Caller) -> Iterator[str]:
    """The identities that are counted. A guest is also counted by address, because order tokens can be made up."""
    if caller.id:
        yield caller.id
        return
    if caller.order_token:
        yield caller.order_token_digest
    yield address_of(caller.ip)


def _count(slot: str, seconds: int) -> int:
    cache.add(slot, 0, timeout=2 * seconds)
    try:
        return cache.incr(slot)
    except ValueError:  # the cache was full and dropped it
        cache.set(slot, 1, timeout=2 * seconds)
        return 1
