"""Sylius' authentication: a bearer token."""

from __future__ import annotations

from rest_framework.request import Request

from dialects.common.caller import BearerAlone


class SyliusAuthentication(BearerAlone):
    """`Authorization: Bearer …`. The challenge repeats what the body of a 401 says."""

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return challenge("invalid_grant" if self.token_of(request) is not None else "access_denied")


DESCRIPTIONS = {
    "access_denied": "OAuth2 authentication required",
    "invalid_grant": "The access token provided is invalid.",
}


def challenge(error: str) -> str:
    """The header of a 401."""
    return f'Bearer realm="Service", error="{error}", error_description="{DESCRIPTIONS[error]}"'
