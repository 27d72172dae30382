"""A dialect's answers where none of its views is reached: an unknown path, a request that Django refuses, an unexpected
error. They are made by the dialect's base view, so that they have the same form as all others."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, PermissionDenied

if TYPE_CHECKING:
    from dialects.common.dialect import Dialect

NOTHING_HERE = Http404("There is no such path.")


class Malformed(APIException):
    """The request is malformed."""

    status_code = 400
    default_code = "bad_request"
    default_detail = "The request is malformed."


def answer_error(dialect: Dialect, request: HttpRequest, error: BaseException) -> HttpResponse:
    """The dialect's answer to an error outside of its views."""
    response: HttpResponse = dialect.base_view.as_view(error=error)(request)
    response.render()  # type: ignore[attr-defined]
    return response


def answer_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A malformed request."""
    return answer_error(_dialect_of(request), request, Malformed())


def answer_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A forbidden request."""
    return answer_error(_dialect_of(request), request, PermissionDenied())


def answer_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An unknown path."""
    return answer_error(_dialect_of(request), request, NOTHING_HERE)


def answer_500(request: HttpRequest) -> HttpResponse:
    """An unexpected error; Django has logged it."""
    return answer_error(_dialect_of(request), request, sys.exception() or RuntimeError())


def _dialect_of(request: HttpRequest) -> Dialect:
    return request.mount.dialect  # type: ignore[attr-defined,no-any-return]
