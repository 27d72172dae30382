"""`/oauth/…`, and nothing else of OAuth: no consent pages, no registration, no user info."""

from __future__ import annotations

from django.urls import path

from access.views import IntrospectView, RevokeView, TokenView

app_name = "oauth"
urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("revoke_token/", RevokeView.as_view(), name="revoke"),
    path("introspect/", IntrospectView.as_view(), name="introspect"),
]
