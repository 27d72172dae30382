"""Bodies that are not even begun to be read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from common.api.parsers import BodyTooLarge
from common.api.paths import is_api
from common.api.problems import Problem

OAUTH = "/oauth/"
"""Takes short forms only, and refuses in the words of RFC 6749."""


class KnownLengthMiddleware:
    """Refuse a body that is longer than any request needs, or that is sent in chunks without telling its length.

    Django would write a long upload to disk before it asks who sends it. One in chunks it would take for an empty one,
    and an empty refund gives everything back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and "Transfer-Encoding" in request.headers:
            return Problem(411, "length_required", "Send the body with its Content-Length.").response()
        if _length(request) > settings.MAX_BODY_BYTES and not request.path_info.startswith(OAUTH):
            return _too_large(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isdecimal() else 0


def _too_large(request: HttpRequest) -> HttpResponse:
    refused = BodyTooLarge()
    if is_api(request):
        return Problem(refused.status_code, refused.default_code, str(refused.detail)).response()
    return render(request, "too_large.html", {"most": settings.MAX_BODY_BYTES // 1024}, status=refused.status_code)
