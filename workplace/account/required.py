"""Staff whose second factor is still missing reach only the pages on which they give it, or set it up."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from access.second_factor import Step, missing_step

WORKPLACE = "/admin/"
PAGES = {Step.CODE: "second-factor-code", Step.SET_UP: "second-factor-set-up"}


class SecondFactorMiddleware:
    """Redirects every other request to the admin there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(WORKPLACE) or request.path_info in _open_pages():
            return self.get_response(request)
        step = missing_step(request.user)
        if step is None:
            return self.get_response(request)
        return HttpResponseRedirect(f"{reverse(PAGES[step])}?{urlencode({'next': request.get_full_path()})}")


def _open_pages() -> set[str]:
    """The pages of the second factor, and those for signing in and out."""
    return {reverse(name) for name in [*PAGES.values(), "admin:login", "admin:logout"]}
