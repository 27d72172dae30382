"""The paths of the API, whose last slash is optional, and of the dialects."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PREFIXES = ("/api/", "/oauth/", "/dialects/")


def is_api(request: HttpRequest) -> bool:
    """Whether this path is for programs, not for browsers."""
    return not is_dialect(request) and f"{request.path_info}/".startswith(PREFIXES)


def is_dialect(request: HttpRequest) -> bool:
    """Whether the request is served by a dialect, which has a map of its own and errors of its own."""
    return getattr(request, "urlconf", None) is not None


class OptionalSlashMiddleware:
    """Serve a path of the API without its last slash as if it had one: for every method, without a redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and not request.path_info.endswith("/"):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)
