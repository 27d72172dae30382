"""The content security policy: strict everywhere, relaxed only for pages made by libraries that need it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

RELAXED_PATHS = re.compile(r"/admin/|/api/(docs|redoc)/|/dialects/[a-z]+/docs/")
"""Unfold evaluates expressions in its pages; Swagger UI and Redoc are started by a script inside theirs."""

RELAXATION = {
    "script-src": ["'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'unsafe-inline'"],
    "worker-src": ["blob:"],
}


class RelaxingMiddleware:
    """Adds the relaxation to the policy of those pages. Stands right behind the middleware that writes the header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if RELAXED_PATHS.match(request.path):
            response._csp_update = RELAXATION  # type: ignore[attr-defined]
        return response
