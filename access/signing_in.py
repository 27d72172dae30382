"""Recording on a new session who signed in, when, and from where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from access.browser_names import browser_of
from access.client_ip import client_ip
from access.models import User
from access.sessions import ADDRESS, BEGUN, BROWSER


def note_signing_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let a new session know when it began, and one of staff, from where and with which browser."""
    request.session[BEGUN] = timezone.now().isoformat()
    if user.is_staff:
        request.session[ADDRESS] = client_ip(request)
        request.session[BROWSER] = browser_of(request.META.get("HTTP_USER_AGENT", ""))
