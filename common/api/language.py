"""The language of pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from common.api.paths import is_api, is_dialect


class PagesLanguageMiddleware(LocaleMiddleware):
    """Django's, for pages only. The API has one language: errors would be translated in part."""

    def process_request(self, request: HttpRequest) -> None:
        if not _is_for_programs(request):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if _is_for_programs(request) else super().process_response(request, response)


def _is_for_programs(request: HttpRequest) -> bool:
    return is_api(request) or is_dialect(request)
