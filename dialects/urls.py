"""`/dialects/…`: pages about the dialects. Each dialect's own paths are in its own map."""

from __future__ import annotations

from django.urls import path

from dialects.pages import DialectDocsView, describe_dialect, list_dialects

urlpatterns = [
    path("", list_dialects, name="dialects"),
    path("<slug:name>/schema/", describe_dialect, name="dialect-schema"),
    path("<slug:name>/docs/", DialectDocsView.as_view(), name="dialect-docs"),
]
