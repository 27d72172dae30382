"""The page after too many wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common.api.paths import is_dialect


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page that says how long to wait, which axes shows instead of the login's answer. A dialect keeps its own
    answer."""
    if response is not None and is_dialect(request):
        return response
    wait: timedelta = settings.AXES_COOLOFF_TIME
    mistakes: int = AxesProxyHandler.get_failures(request, credentials)
    page = {
        **admin.site.each_context(request),
        "title": _("Signing in is blocked"),
        "attempts": settings.AXES_FAILURE_LIMIT,
        "own_mistakes": mistakes >= settings.AXES_FAILURE_LIMIT,
        "minutes": int(wait.total_seconds() // 60),
    }
    answer = render(request, "admin/locked_out.html", page, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer
