"""Limits on guessed passwords, in addition to axes' own limit for a name at an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest

from access.models import User
from access.second_factor import Step, missing_step

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

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget a person's mistakes; not yet when the password was right and the code is still to come."""
        person = getattr(request, "user", None)
        if person and missing_step(person) is Step.CODE:
            return 0
        forgotten: int = super().reset_user_attempts(request, credentials)
        return forgotten


def may_guess(request: HttpRequest, person: User) -> bool:
    """Whether a code or a password of the person may be tried from here."""
    allowed: bool = AxesProxyHandler.is_allowed(request, _name(person))
    return allowed


def count_mistake(request: HttpRequest, person: User) -> None:
    """Count a wrong code as a wrong password."""
    user_login_failed.send(__name__, credentials=_name(person), request=request)


def forget_mistakes(request: HttpRequest, person: User) -> None:
    """Forget the mistakes before a success, if there were any."""
    if AxesProxyHandler.get_failures(request, _name(person)):
        AxesProxyHandler.get_implementation().reset_user_attempts(request, _name(person))


def _name(person: User) -> dict[str, str]:
    return {"username": person.get_username()}


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
