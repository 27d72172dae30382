"""Paths of the API: which they are, and that their last slash is optional."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PREFIXES = ("/api/", "/oauth/")


def is_api(request: HttpRequest) -> bool:
    """Whether programs call this path, and not people with a browser."""
    return f"{request.path_info}/".startswith(PREFIXES)


class OptionalSlashMiddleware:
    """Serve a path of the API without its last slash as if it had one: every method, and no redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and not request.path_info.endswith("/"):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)
