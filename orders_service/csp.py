"""The content security policy: strict everywhere, with exceptions for pages that libraries make."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest

from orders_service.browsers import has_no_session

EXCEPTIONS = (
    # Unfold writes its colours into a `style` element, and opens and closes things with Alpine, which evaluates
    # attributes.
    (re.compile(r"/admin/"), {"script-src": ["'unsafe-eval'"], "style-src": ["'unsafe-inline'"]}),
    # Swagger UI's page has a `style` element.
    (re.compile(r"/api/docs/|/dialects/[a-z]+/docs/"), {"style-src": ["'unsafe-inline'"]}),
    # Redoc writes `style` elements, and searches in a worker that it creates from a blob.
    (re.compile(r"/api/redoc/"), {"style-src": ["'unsafe-inline'"], "worker-src": ["blob:"]}),
)
"""What pages of libraries need beyond the policy. Inline scripts never run."""


class PolicyMiddleware(CSPMiddleware):
    """Writes the policy, with the exceptions on their pages. What is no page has the strict one."""

    def __call__(self, request: HttpRequest) -> Any:
        if not has_no_session(request):
            return super().__call__(request)
        response: Any = self.get_response(request)
        response.headers.setdefault(HEADER, _strict())
        return response

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            for paths, exception in EXCEPTIONS:
                if paths.match(request.path):
                    response._csp_update = exception
        return super().process_response(request, response)


@cache
def _strict() -> str:
    policy: str = build_policy()
    return policy
