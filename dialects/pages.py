"""Pages about the dialects: a list of links, and each one's description for programs and people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from common.api.methods import NamesItsMethods
from dialects.common.dialect import Dialect
from dialects.registry import DIALECTS

HERE = Path(__file__).parent


@csrf_exempt
@require_safe
def list_dialects(request: HttpRequest) -> HttpResponse:
    """Which dialects are spoken here, and where each is described."""
    spoken = [dialect for dialect in DIALECTS.values() if dialect.name in settings.DIALECTS]
    return render(request, "dialects/list.html", {"dialects": spoken, "hosts": sorted(settings.DIALECT_HOSTS.items())})


@csrf_exempt
@require_safe
def describe_dialect(request: HttpRequest, name: str) -> HttpResponse:
    """The dialect's OpenAPI description."""
    description = HERE / _spoken(name).name / "openapi.yaml"
    if not description.is_file():
        raise Http404("It is not described yet.")
    return HttpResponse(description.read_bytes(), content_type="application/yaml")


class DialectDocsView(NamesItsMethods, SpectacularSwaggerSplitView):
    """Swagger UI on a dialect's description."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The page."""
        dialect = _spoken(kwargs.pop("name"))
        self.url = reverse("dialect-schema", kwargs={"name": dialect.name})
        self.title = dialect.title
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]


def _spoken(name: str) -> Dialect:
    if name not in settings.DIALECTS:
        raise Http404("This dialect is not spoken here.")
    return DIALECTS[name]
