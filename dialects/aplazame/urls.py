"""The paths of Aplazame's document."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
