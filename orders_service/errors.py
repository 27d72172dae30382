"""The only place where a refusal becomes an answer of the API: every error as a problem document (RFC 9457). A dialect
answers in its own words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from rest_framework.views import set_rollback

from common.api.errors import MALFORMED, UNEXPECTED, problem_of
from common.api.paths import is_api, is_dialect
from common.api.problems import Problem
from dialects.common.outside import answer_400, answer_500
from orders_service.pages import FORBIDDEN, MISSING, OUTDATED, error_page, in_workplace


def answer_problem(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """A view's answer to an error. None for an unexpected one: Django logs it, and `server_error` answers."""
    problem = problem_of(error, context.get("view"))
    if problem is None:
        return None
    set_rollback()
    return problem.response()


# --- outside of REST framework's views -------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A malformed request."""
    if is_dialect(request):
        return answer_400(request, exception)
    return _outside(request, MALFORMED) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A forbidden request."""
    if in_workplace(request):
        return error_page(request, FORBIDDEN, exception)
    return _outside(request, problem_of(exception)) or defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose one-time token is not, or no longer, the browser's."""
    if in_workplace(request):
        return error_page(request, OUTDATED)
    return permission_denied(request, PermissionDenied("The CSRF token is missing or wrong."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An unknown address."""
    if in_workplace(request):
        return error_page(request, MISSING, exception)
    return _outside(request, problem_of(exception)) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """An unexpected error, in a view or outside of one."""
    if is_dialect(request):
        return answer_500(request)
    return _outside(request, problem_of(sys.exception()) or UNEXPECTED) or defaults.server_error(request)


def _outside(request: HttpRequest, problem: Problem | None) -> HttpResponse | None:
    """A problem document for programs, a page for people."""
    return problem.response() if problem and is_api(request) else None
