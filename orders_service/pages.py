"""Error pages of the admin."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error page: its status, its title, and what to do."""

    status: HTTPStatus
    title: Promise
    why: Promise


FORBIDDEN = ErrorPage(
    HTTPStatus.FORBIDDEN,
    _("Access denied"),
    _("Your role does not include it. If you need it for your work, ask an administrator."),
)
MISSING = ErrorPage(
    HTTPStatus.NOT_FOUND,
    _("Page not found"),
    _("The address is wrong, or the page no longer exists."),
)
OUTDATED = ErrorPage(
    HTTPStatus.FORBIDDEN,
    _("Nothing was done"),
    _(
        "You signed in or out in another tab after the page was opened, so what it sent was not accepted. "
        "Go back, copy what you have typed, reload the page, and send it again."
    ),
)


def in_workplace(request: HttpRequest) -> bool:
    """Whether a page of staff's workplace was asked for."""
    return request.path_info.startswith("/admin/")


def error_page(request: HttpRequest, page: ErrorPage, error: Exception | None = None) -> HttpResponse:
    """The page in the admin's layout, with navigation for people who are signed in. The error's own text is shown if it
    is translated."""
    said = [sentence for sentence in getattr(error, "args", ()) if isinstance(sentence, Promise)]
    context = {**admin.site.each_context(request), "title": page.title, "why": said[0] if said else page.why}
    return render(request, "admin/error.html", context, status=page.status)
