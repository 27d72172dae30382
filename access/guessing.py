"""Ceilings on guessed passwords, beside axes' own limit for a name at an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.db.models import Sum
from django.http import HttpRequest

MOST_AT_AN_ADDRESS = 50
"""Wrong passwords for all names together: an office shares an address, and its people make mistakes."""

MOST_FOR_A_NAME = 25
"""Wrong passwords from all addresses together."""


class GuessingHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Also limits many names guessed from one address, and one name guessed from many addresses.

    Neither applies to a person who has signed in from the same address before: otherwise a stranger could lock anybody
    out. Others wait until the guesses are older than `AXES_COOLOFF_TIME`.
    """

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or _is_stranger_among_guesses(request, credentials)


def _is_stranger_among_guesses(request: Any, credentials: Mapping[str, Any] | None) -> bool:
    name, address = get_client_username(request, credentials), request.axes_ip_address
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    exceeded = _guesses(recent.filter(ip_address=address)) >= MOST_AT_AN_ADDRESS or (
        _guesses(recent.filter(username=name)) >= MOST_FOR_A_NAME
    )
    return exceeded and not AccessLog.objects.filter(username=name, ip_address=address).exists()


def _guesses(attempts: Any) -> int:
    total: int = attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return total
