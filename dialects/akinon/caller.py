"""Akinon's authentication: a token in either of the headers that the document prints."""

from __future__ import annotations

from rest_framework.request import Request

from dialects.common.caller import BearerAlone

SCHEMES = ("bearer", "token")


class AkinonAuthentication(BearerAlone):
    """`Authorization:` or `Authentication:`, with `Bearer` or `Token`. With both headers, `Authorization` counts."""

    def token_of(self, request: Request) -> str | None:
        """The token; None without either header, or with another scheme."""
        headers = request.headers
        written = headers.get("Authorization") or headers.get("Authentication", "")
        scheme, _, token = written.strip().partition(" ")
        return token.strip() if scheme.lower() in SCHEMES else None
