"""The API's description for programs, and for people by Redoc and Swagger UI, without any outside address."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from common.api.methods import NamesItsMethods


class SchemaView(NamesItsMethods, SpectacularAPIView):
    """OpenAPI, as YAML or JSON."""


class SwaggerView(NamesItsMethods, SpectacularSwaggerSplitView):
    """Swagger UI, started by a script of its own address: the page has none in it."""


class RedocView(NamesItsMethods, SpectacularRedocView):
    """Redoc, without the web fonts and the logo that its own page loads."""

    template_name = "redoc.html"
