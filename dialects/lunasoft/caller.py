"""Lunasoft's authentication: an API key."""

from __future__ import annotations

from rest_framework.request import Request

from dialects.common.caller import BearerAlone

OTHER_SCHEMES = ("basic", "digest", "negotiate", "token")


class LunasoftAuthentication(BearerAlone):
    """The key itself in `Authorization`, or after `Bearer`."""

    def token_of(self, request: Request) -> str | None:
        """The key; None if there is none, or something else than a key."""
        written: str = request.META.get("HTTP_AUTHORIZATION", "").strip()
        scheme, _, rest = written.partition(" ")
        if scheme.lower() == "bearer":
            return rest.strip()
        return None if not written or scheme.lower() in OTHER_SCHEMES else written
