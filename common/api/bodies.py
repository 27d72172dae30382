"""Bodies whose length nobody knows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from common.api.paths import is_api
from common.api.problems import Problem


class KnownLengthMiddleware:
    """Refuse a body that is sent in chunks without telling its length.

    Django would take it for an empty one, and an empty refund gives everything back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and "Transfer-Encoding" in request.headers:
            return Problem(411, "length_required", "Send the body with its Content-Length.").response()
        return self.get_response(request)
