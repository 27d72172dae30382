"""Bodies that are refused before they are read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from rest_framework.exceptions import APIException

from common.api.parsers import BodyTooLarge
from common.api.paths import is_api, is_dialect
from common.api.problems import Problem

OAUTH = "/oauth/"
"""Takes short forms only, and refuses in the words of RFC 6749."""


class LengthRequired(APIException):
    """The body is sent in chunks: nobody knows whether it will end."""

    status_code = 411
    default_code = "length_required"
    default_detail = "Send the body with its Content-Length."


class KnownLengthMiddleware:
    """Refuse a body that is longer than any request needs, or that is sent in chunks without its length.

    Django would write a long upload to disk before authentication. It would take one in chunks for an empty body, and
    an empty refund refunds everything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = _refused(request)
        if is_dialect(request):
            request.body_refused = refused  # type: ignore[attr-defined]
            return self.get_response(request)
        if refused and is_api(request):
            return _problem(refused)
        return _too_large_page(request, refused) if refused else self.get_response(request)


def _refused(request: HttpRequest) -> APIException | None:
    """The refusal of the body. In dialects the view answers in their form."""
    if "HTTP_TRANSFER_ENCODING" in request.META and (is_api(request) or is_dialect(request)):
        return LengthRequired()
    takes_short_forms = is_api(request) and request.path_info.startswith(OAUTH)
    return BodyTooLarge() if _length(request) > settings.MAX_BODY_BYTES and not takes_short_forms else None


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def _problem(refused: APIException) -> HttpResponse:
    return Problem(refused.status_code, refused.default_code, str(refused.detail)).response()


def _too_large_page(request: HttpRequest, refused: APIException) -> HttpResponse:
    return render(request, "too_large.html", {"most": settings.MAX_BODY_BYTES // 1024}, status=refused.status_code)
