"""Redoc and Swagger UI without any outside address."""

from __future__ import annotations

from drf_spectacular.views import SpectacularRedocView


class RedocView(SpectacularRedocView):
    """Redoc, without the web fonts and the logo that its own page loads."""

    template_name = "redoc.html"
