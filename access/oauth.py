"""The supported part of OAuth 2: client credentials, and nothing on behalf of a user."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from access.hashers import digest
from access.models import ApiClient, CustomerToken
from access.scopes import SCOPES
from access.tokens import CUSTOMER_PREFIX, holder_of


class ClientScopes(BaseScopes):  # type: ignore[misc]
    """Each client can ask for its own scopes; asking for none in particular gives all of them."""

    def get_all_scopes(self) -> dict[str, str]:
        return SCOPES

    def get_available_scopes(
        self, application: ApiClient | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return [scope for scope in SCOPES if application and scope in application.allowed_scopes]

    def get_default_scopes(
        self, application: ApiClient | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application)


class ClientValidator(OAuth2Validator):  # type: ignore[misc]
    """What a client may do with tokens: only its own, and those it got for customers."""

    def revoke_token(self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any) -> None:
        if token.startswith(CUSTOMER_PREFIX):
            CustomerToken.objects.filter(digest=digest(token), client=request.client).delete()
        else:
            super().revoke_token(token, token_type_hint, request, *args, **kwargs)

    def introspect_token(
        self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The scopes and expiry of a token (RFC 7662); None if it is not this client's or has ended."""
        holder = holder_of(token, at=timezone.now())
        if holder is None or holder.client_id != request.client.client_id:
            return None
        return {
            "token_type": "Bearer",
            "scope": " ".join(sorted(holder.caller.scopes)),
            "client_id": holder.client_id,
            "sub": holder.caller.id,
            "exp": int(holder.expires_at.timestamp()),
        }
