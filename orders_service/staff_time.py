"""The time that staff read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from orders_service.pages import in_workplace


class StaffTimeMiddleware:
    """Times and days of the admin are those of `STAFF_TIME_ZONE`; everything else speaks UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not in_workplace(request):
            return self.get_response(request)
        with timezone.override(settings.STAFF_TIME_ZONE):
            return self.get_response(request)
