"""Middleware for browsers. A program that brings a bearer token, or no cookie at all, passes it by."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django_otp.middleware import OTPMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from common.api.paths import PREFIXES, is_dialect

API = "/api/v1/"


def has_no_session(request: HttpRequest) -> bool:
    """Whether this is a request to the API or to a dialect that no session can authenticate."""
    if not request.path_info.startswith(API) and not is_dialect(request):
        return False
    meta = request.META
    return "HTTP_COOKIE" not in meta or meta.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "


class ForSessions:
    """Has a middleware pass by requests that no session can belong to."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if has_no_session(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class Sessions(ForSessions, SessionMiddleware):
    """Django's."""


class Users(ForSessions, AuthenticationMiddleware):
    """Django's."""


class SecondFactors(ForSessions, OTPMiddleware):  # type: ignore[misc]
    """django-otp's: the device whose code was given in this session."""


class Forgeries(ForSessions, CsrfViewMiddleware):
    """Django's. REST framework asks it itself where a session says who is calling."""


class Messages(ForSessions, MessageMiddleware):
    """Django's."""


class Files(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise's. No file lies where programs call."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        return super().__call__(request)
