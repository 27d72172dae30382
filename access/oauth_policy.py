"""The toolkit's fixed settings: the supported part of OAuth, as RFC 9700 (security) advises."""

from __future__ import annotations

from typing import Any

from access.scopes import SCOPES

_ADVICE = (
    "ACCESS_TOKEN_TRANSPORT",
    "AUTHZ_RESPONSE_ISS",
    "IMPLICIT_GRANT",
    "PASSWORD_GRANT",
    "PKCE_METHOD",
    "PKCE_REQUIRED",
    "REDIRECT_URI_MATCHING",
    "REDIRECT_URI_SCHEME",
    "REFRESH_TOKEN",
    "TOKEN_STORAGE",
)

OAUTH_POLICY: dict[str, Any] = {
    **{f"COMPLIANT_BCP_RFC9700_{advice}": True for advice in _ADVICE},
    "SCOPES": SCOPES,
    "SCOPES_BACKEND_CLASS": "access.oauth.ClientScopes",
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "access.oauth.ClientValidator",
    "CLIENT_SECRET_HASHER": "random_sha256",
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
}
