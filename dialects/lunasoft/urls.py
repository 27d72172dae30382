"""The paths of Lunasoft's document."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
