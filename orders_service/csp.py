"""The content security policy: strict everywhere, relaxed only for pages made by libraries that need it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest

from orders_service.browsers import has_no_session

RELAXED_PATHS = re.compile(r"/admin/|/api/(docs|redoc)/|/dialects/[a-z]+/docs/")
"""Unfold evaluates expressions in its pages; Swagger UI and Redoc are started by a script inside theirs."""

RELAXATION = {
    "script-src": ["'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'unsafe-inline'"],
    "worker-src": ["blob:"],
}


class PolicyMiddleware(CSPMiddleware):
    """Writes the policy, with the relaxation on those pages. What is no page has the strict one."""

    def __call__(self, request: HttpRequest) -> Any:
        if not has_no_session(request):
            return super().__call__(request)
        response: Any = self.get_response(request)
        response.headers.setdefault(HEADER, _strict())
        return response

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if RELAXED_PATHS.match(request.path):
            response._csp_update = RELAXATION
        return super().process_response(request, response)


@cache
def _strict() -> str:
    policy: str = build_policy()
    return policy
